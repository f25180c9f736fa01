import { describe, expect, test } from 'vitest';
import { byItself, isByItself } from '@/lib/background-rules';

const CLICKED = { 'sec-fetch-dest': 'document', 'sec-fetch-user': '?1' };

describe('a person has asked for', () => {
  test.each([
    ['what an old browser asks for', {}],
    ['a page by a link of ours', { ...CLICKED, 'sec-fetch-site': 'same-origin' }],
    [
      'a page that script leads to',
      { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-origin' },
    ],
    ['a page by its bookmark', { ...CLICKED, 'sec-fetch-site': 'none' }],
    ['a page by a tile of the portal', { ...CLICKED, 'sec-fetch-site': 'cross-site' }],
  ])('%s', (_, headers) => {
    expect(isByItself('GET', '/home?tab=auto', headers)).toBe(false);
  });

  test('what a form sends, wherever React sends it from', () => {
    const headers = { 'sec-fetch-dest': 'empty', rsc: '1' };
    expect(isByItself('POST', '/change-password?auto=1', headers)).toBe(false);
  });
});

describe('nobody has asked for', () => {
  test.each([
    ['a page that React fetches again', { rsc: '1' }],
    ['a page as an image', { 'sec-fetch-dest': 'image', 'sec-fetch-site': 'same-site' }],
    ['a page in a frame', { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' }],
    ['what a script reads', { 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' }],
    [
      'a page that a sibling opens',
      { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-site' },
    ],
  ])('%s', (_, headers) => {
    expect(isByItself('GET', '/home', headers)).toBe(true);
  });

  test.each(['/admin/users/import', '/admin/users/import?id=4'])(
    'what a page loads by itself: %s',
    (path) => {
      expect(isByItself('GET', byItself(path), CLICKED)).toBe(true);
    },
  );
});
