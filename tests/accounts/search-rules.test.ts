import { describe, expect, test } from 'vitest';
import { folded, searchColumns } from '@/lib/accounts/search-rules';

describe('a text as it is searched', () => {
  test.each([
    ['Óscar', 'oscar'],
    ['  Renée   ORTIZ ', 'renee ortiz'],
    ['Søren Jørgensen', 'soren jorgensen'],
    ['Łukasz', 'lukasz'],
    ['Straße', 'strasse'],
    ['D’Angelo', 'd’angelo'],
    ['Ｄａｎａ', 'dana'],
    ['Đặng Æsir', 'dang aesir'],
  ])('%s is found as %s', (text, form) => {
    expect(folded(text)).toBe(form);
    expect(folded(form)).toBe(form);
  });
});

test('name, username and address stand on a line each, every one at the start of a word', () => {
  const person = { fullName: 'Óscar Ruiz', username: 'OscarRuiz', email: 'O.Ruiz@Mail.example' };
  expect(searchColumns(person)).toEqual({
    nameKey: 'oscar ruiz',
    searchText: ' oscar ruiz\n oscarruiz\n o.ruiz@mail.example\n ruiz',
  });
});

test('words that begin behind a hyphen, an apostrophe or a dot can be found by their first letters', () => {
  const person = { fullName: "Ana García-Lorca O'Neil", username: 'a', email: 'x@two.example' };
  expect(searchColumns(person).searchText.split('\n').at(-1)).toBe(' lorca neil');
});
