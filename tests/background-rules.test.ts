import { describe, expect, test } from 'vitest';
import { byItself, FORGET_MARK, isByItself, withoutMark } from '@/lib/background-rules';

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

  test('and the mark goes before the part of a page', () => {
    expect(byItself('/home?tab=2#part')).toBe('/home?tab=2&auto=1#part');
  });

  test.each(['/admin/users/import', '/admin/users/import?id=4', '/home?search=a?b'])(
    'what a page loads by itself: %s',
    (path) => {
      expect(isByItself('GET', byItself(path), CLICKED)).toBe(true);
    },
  );
});

describe('the mark of a page that loads by itself', () => {
  const ADDRESSES = [
    ['/home?auto=1', '/home'],
    ['/home?auto', '/home'],
    ['/home?auto=1&tab=2', '/home?tab=2'],
    ['/home?tab=2&auto=1', '/home?tab=2'],
    ['/home?tab=2&auto=1&sort=name', '/home?tab=2&sort=name'],
    ['/home?auto=1&auto=1', '/home'],
    ['/home?search=a?b&auto=1', '/home?search=a?b'],
    ['/?returnTo=/y?auto=1&of=b', '/?returnTo=/y?auto=1&of=b'],
    ['/home', '/home'],
    ['/auto=1?tab=auto=1', '/auto=1?tab=auto=1'],
    ['/home?autoplay=1&semiauto=1', '/home?autoplay=1&semiauto=1'],
    ['/home?returnTo=%2Fx%3Fauto%3D1', '/home?returnTo=%2Fx%3Fauto%3D1'],
  ] as const;

  test.each(ADDRESSES)('goes out of the way back: %s', (marked, without) => {
    expect(withoutMark(marked)).toBe(without);
  });

  test.each(ADDRESSES)(
    'goes out of the browser’s address, and nothing else does: %s',
    (asked, without) => {
      const place = {
        href: `https://csi.harbor.example${asked}#part`,
        state: { kept: 1 } as unknown,
      };
      const history = {
        state: place.state,
        replaceState: (state: unknown, _: string, url: URL) => {
          Object.assign(place, { state, href: url.href });
        },
      };
      new Function('location', 'history', FORGET_MARK)(place.href, history);
      expect(place).toEqual({
        href: `https://csi.harbor.example${without}#part`,
        state: { kept: 1 },
      });
    },
  );

  test.each(ADDRESSES)('comes and goes without a trace: %s', (_, address) => {
    expect(withoutMark(byItself(address))).toBe(address);
  });
});
