import { describe, expect, test } from 'vitest';
import { addressQuery, readFilter } from '@/lib/audit-list/filter-rules';

const read = (query: Record<string, string | string[]>) => readFilter(query, 'America/New_York');
const faultsOf = (query: Record<string, string | string[]>) => {
  const asked = read(query);
  return asked.kind === 'invalid' ? asked.faults : [];
};

test('an address without anything asks for everything, newest first', () => {
  expect(read({})).toEqual({
    kind: 'valid',
    filter: { person: null, act: null, from: null, before: null },
    turn: null,
    typed: { person: '', act: '', from: '', until: '' },
  });
  expect(read({ person: ' ', act: '', from: '', until: '' })).toEqual(read({}));
});

test('both days of a span are in it whole, in the utility’s time zone', () => {
  expect(read({ from: '2026-03-07', until: '2026-03-08' })).toMatchObject({
    filter: {
      from: new Date('2026-03-07T05:00:00Z'),
      // The clocks were put forward in between.
      before: new Date('2026-03-09T04:00:00Z'),
    },
  });
});

test('one day alone is a span', () => {
  expect(faultsOf({ from: '2026-03-07', until: '2026-03-07' })).toEqual([]);
});

describe('what is not understood is named by its field', () => {
  test.each<[string, Record<string, string | string[]>, object]>([
    ['a NUL in a name', { person: 'dana\0' }, { field: 'person', fault: 'no_username' }],
    ['a name of 65', { person: 'a'.repeat(65) }, { field: 'person', fault: 'no_username' }],
    [
      'a name of a megabyte',
      { person: 'a'.repeat(1e6) },
      { field: 'person', fault: 'no_username' },
    ],
    ['a full name', { person: 'Dana Ortiz' }, { field: 'person', fault: 'no_username' }],
    ['a name twice', { person: ['a', 'b'] }, { field: 'person', fault: 'no_username' }],
    ['an act that is none', { act: 'nonsense' }, { field: 'act', fault: 'unknown' }],
    ['an act of every object', { act: 'constructor' }, { field: 'act', fault: 'unknown' }],
    ['an act twice', { act: ['mails', 'mails'] }, { field: 'act', fault: 'unknown' }],
    ['a day that is none', { from: '2026-02-30' }, { field: 'from', fault: 'no_date' }],
    ['a last day that is none', { until: '2026-02-29' }, { field: 'until', fault: 'no_date' }],
    ['a day with a NUL', { until: '2026-02-28\0' }, { field: 'until', fault: 'no_date' }],
    [
      'an end before the beginning',
      { from: '2026-03-02', until: '2026-03-01' },
      { field: 'until', fault: 'before_from' },
    ],
  ])('%s', (_, query, fault) => {
    expect(faultsOf(query)).toEqual([fault]);
  });

  test('all of it at once', () => {
    const query = { person: ' a b', act: 'x', from: 'x', until: 'x', older: 'x' };
    expect(faultsOf(query).map(({ field }) => field)).toEqual(['person', 'act', 'from', 'until']);
  });

  test('and shown again without what no page can show', () => {
    expect(read({ person: `a\0${'b'.repeat(1e6)}` }).typed.person).toBe(`a ${'b'.repeat(98)}`);
  });
});

test.each<[string, Record<string, string | string[]>]>([
  ['that is made up', { older: 'nonsense' }],
  ['with a NUL', { older: '1.1\0' }],
  ['that is negative', { newer: '-1.1' }],
  ['after all time', { older: '999999999999999.1' }],
  ['after all ids', { older: '1.9223372036854775808' }],
  ['given twice', { older: ['1.1', '1.1'] }],
  ['in both directions', { older: '1.1', newer: '1.1' }],
])('a place %s is none, and what is asked for is read from its beginning', (_, place) => {
  const { filter } = read({ person: 'dana', act: 'mails' }) as { filter: object };
  expect(read({ person: 'dana', act: 'mails', ...place })).toMatchObject({
    kind: 'no_such_place',
    turn: null,
    filter,
  });
});

test.each(['a'.repeat(64), "o'neil-2.x_y@z", 'ÉRIC'])('the username %s is understood', (person) => {
  expect(read({ person })).toMatchObject({ kind: 'valid', filter: { person } });
});

test('the largest id and the last time are places', () => {
  expect(read({ older: '253402300799999.9223372036854775807' })).toMatchObject({
    kind: 'valid',
    turn: { to: 'older' },
  });
});

test('an address that was made from a filter and a place asks for them again', () => {
  const typed = { person: "o'neil", act: 'mails', from: '2026-03-01', until: '2026-03-02' };
  const turn = { to: 'older', from: { at: new Date(1772452800123), eventId: 12n } } as const;
  const query = Object.fromEntries(new URLSearchParams(addressQuery(typed, turn)));
  expect(read(query)).toMatchObject({ kind: 'valid', typed, turn });
  expect(addressQuery({ person: '', act: '', from: '', until: '' })).toBe('');
});
