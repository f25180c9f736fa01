import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { moment, momentAgo } from '@/app/(signed-in)/session-watch/page-clock';
import { watchPage } from '@/app/(signed-in)/session-watch/watch-page';
import type { ActiveState, StateOfSession } from '@/lib/auth/session-state';
import { isByItself } from '@/lib/background-rules';
import { eventually } from '@/tests/support/eventually';

const HOUR = 3_600_000;
const ACTIVE: ActiveState = { state: 'active', of: ['dana'], idleMs: HOUR, absoluteMs: 12 * HOUR };

/** What the server says; null while it cannot be reached. */
let said: StateOfSession | null;
let asked: number;
let wentTo: string[];
let attributes: Set<string>;
let document: EventTarget & { visibilityState: string };
let window: EventTarget;

beforeEach(() => {
  said = ACTIVE;
  asked = 0;
  wentTo = [];
  attributes = new Set();
  window = new EventTarget();
  document = Object.assign(new EventTarget(), {
    visibilityState: 'visible',
    documentElement: {
      toggleAttribute: (name: string, on: boolean) =>
        on ? attributes.add(name) : attributes.delete(name),
      removeAttribute: (name: string) => attributes.delete(name),
    },
  });
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', document);
  for (const name of ['addEventListener', 'removeEventListener'] as const) {
    vi.stubGlobal(name, window[name].bind(window));
  }
  vi.stubGlobal('location', {
    pathname: '/admin/users',
    search: '?page=2',
    replace: (address: string) => wentTo.push(address),
  });
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      postMessage(): void {}
      close(): void {}
    },
  );
  vi.stubGlobal('fetch', async () => {
    asked += 1;
    if (!said) throw new TypeError();
    return Response.json(said);
  });
});
afterEach(() => {
  // The last page of a document may have handed on that it was hidden.
  watched().watch.stop();
  vi.unstubAllGlobals();
});

function watched() {
  const page = watchPage(ACTIVE, moment(), () => undefined);
  const isCovered = () => attributes.has('data-covered');
  return { ...page, isCovered };
}

const kept = (type: string) => Object.assign(new Event(type), { persisted: true });

describe('a page that is left', () => {
  test('by a way that leaves its document takes its cover along', () => {
    const page = watched();
    page.watch.putAway();
    expect(page.isCovered()).toBe(true);
    page.stop();
    expect(page.isCovered()).toBe(false);
  });

  test('covers nothing that comes in its place, whatever happens or is said then', async () => {
    const page = watched();
    said = { state: 'ended' };
    page.watch.look();
    page.stop();
    window.dispatchEvent(kept('pagehide'));
    window.dispatchEvent(new Event('focus'));
    window.dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('visibilitychange'));
    await eventually(() => expect(asked).toBe(1));
    await new Promise((resolve) => setImmediate(resolve));
    expect([page.isCovered(), wentTo]).toEqual([false, []]);
  });

  test('and kept by the browser is covered, until the server has answered', async () => {
    const page = watched();
    window.dispatchEvent(kept('pagehide'));
    expect(page.isCovered()).toBe(true);
    window.dispatchEvent(kept('pageshow'));
    expect(page.isCovered()).toBe(true);
    await eventually(() => expect(page.isCovered()).toBe(false));
    page.stop();
  });
});

test.each([
  [59, 0],
  [61, 1],
])(
  'a page that is shown again as it was %i s ago asks %i times how the session stands',
  async (s, times) => {
    const page = watchPage(ACTIVE, momentAgo(s * 1000), () => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(times);
    page.stop();
  },
);

test('what is drawn in the place of a page that slept past its end asks before it is seen', async () => {
  const page = watched();
  const wake = Date.now() + 8 * HOUR;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => wake);
  // The answer of a form came before the sleep, and is drawn before any event tells of it.
  page.stop();
  said = null;
  const next = watched();
  expect(next.isCovered()).toBe(true);
  expect(asked).toBe(1);
  next.stop();
  clock.mockRestore();
});

test('and in the place of one that was in view nothing is hidden', () => {
  watched().stop();
  const next = watched();
  expect(next.isCovered()).toBe(false);
  expect(asked).toBe(0);
  next.stop();
});

test('a page that gives way stays covered, and loads nothing that would count as a person', async () => {
  const page = watched();
  said = { state: 'ended' };
  page.watch.look();
  await eventually(() => expect(wentTo).toHaveLength(1));
  expect(page.isCovered()).toBe(true);
  const [address = ''] = wentTo;
  expect(address).toMatch(/^\/admin\/users\?page=2&/);
  expect(isByItself('GET', address, {})).toBe(true);
  page.stop();
});

test('nor does one that goes home since somebody else has signed in', async () => {
  const page = watched();
  said = { ...ACTIVE, of: ['sam'] };
  page.watch.look();
  await eventually(() => expect(wentTo).toHaveLength(1));
  const [address = ''] = wentTo;
  expect(address).toMatch(/^\/home\?/);
  expect(isByItself('GET', address, {})).toBe(true);
  page.stop();
});
