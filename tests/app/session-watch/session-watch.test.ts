import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TabMessage } from '@/app/(signed-in)/session-watch/other-tabs';
import { moment } from '@/app/(signed-in)/session-watch/page-clock';
import { SessionWatch } from '@/app/(signed-in)/session-watch/session-watch';
import type { View } from '@/app/(signed-in)/session-watch/view';
import type { ActiveState, StateOfSession } from '@/lib/auth/session-state';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const IDLE = 30 * MINUTE;
const ABSOLUTE = 12 * 60 * MINUTE;

/** A session as the server has it, with a clock that goes on while pages sleep. */
class Server {
  asked = 0;
  reports: number[] = [];
  isReachable = true;
  ended: StateOfSession['state'] | null = null;
  of = ['dana'];
  private lastActiveAt = 0;
  private readonly openedAt: number;
  /** Of pages that slept, in milliseconds; the server did not. */
  slept = 0;

  constructor(private readonly absoluteMs = ABSOLUTE) {
    this.openedAt = this.now();
    this.lastActiveAt = this.now();
  }

  private now(): number {
    return performance.now() + this.slept;
  }

  state(): StateOfSession {
    const idleMs = this.lastActiveAt + IDLE - this.now();
    const absoluteMs = this.openedAt + this.absoluteMs - this.now();
    if (this.ended) return { state: this.ended as 'ended' };
    if (absoluteMs <= 0) return { state: 'absolute' };
    if (idleMs <= 0) return { state: 'idle' };
    return { state: 'active', of: this.of, idleMs, absoluteMs };
  }

  active(): ActiveState {
    const state = this.state();
    if (state.state !== 'active') throw new Error('Nobody is signed in.');
    return state;
  }

  ask = async () => {
    this.asked += 1;
    const answer = this.isReachable ? this.state() : null;
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    return answer;
  };

  /** Answers that were given, and have not arrived. */
  delayMs = 0;

  tell = async (agoMs: number) => {
    this.asked += 1;
    if (!this.isReachable) return null;
    this.reports.push(agoMs);
    if (this.state().state === 'active') {
      this.lastActiveAt = Math.max(this.lastActiveAt, this.now() - agoMs);
    }
    return this.state();
  };
}

/** A browser's tabs, which hear each other. */
class Browser {
  readonly tabs: Tab[] = [];
  constructor(readonly server: Server) {}

  open(): Tab {
    const tab = new Tab(this);
    this.tabs.push(tab);
    return tab;
  }
}

class Tab {
  views: View[] = [];
  isCovered = false;
  /** Each time that it was covered or shown again. */
  covers: boolean[] = [];
  isVisible = true;
  wentTo: string | null = null;
  readonly watch: SessionWatch;

  constructor(browser: Browser) {
    const { server } = browser;
    this.watch = new SessionWatch(server.active(), moment(), {
      askForState: server.ask,
      tellActivity: server.tell,
      tellTabs: (message: TabMessage) => {
        for (const tab of browser.tabs) if (tab !== this) tab.watch.hearTab(message);
      },
      show: (view) => this.views.push(view),
      cover: (isCovered) => {
        this.isCovered = isCovered;
        this.covers.push(isCovered);
      },
      isVisible: () => this.isVisible,
      giveWay: (address = 'its own page') => {
        this.wentTo = address;
      },
    });
  }

  get view(): View {
    return this.views.at(-1) ?? { kind: 'quiet' };
  }
}

/** Time goes on, awake. */
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A laptop sleeps whose steady clock goes on meanwhile, as some do; its timers stand still. */
async function sleepSteadily(ms: number): Promise<void> {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
  vi.setSystemTime(Date.now() + ms);
  await pass(0);
}

/** A laptop sleeps: its timers and its steady clock stand still, its clock on the wall does not. */
async function sleep(server: Server, ms: number): Promise<void> {
  server.slept += ms;
  vi.setSystemTime(Date.now() + ms);
  await pass(0);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  // Pauses as short as chance can make them.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.useRealTimers();
});

function start(absoluteMs?: number) {
  const server = new Server(absoluteMs);
  const browser = new Browser(server);
  return { server, browser, tab: browser.open() };
}

describe('the warning', () => {
  test('comes two minutes before the end and not a second earlier, and counts down', async () => {
    const { tab } = start();
    await pass(IDLE - 2 * MINUTE - SECOND);
    expect(tab.view).toEqual({ kind: 'quiet' });
    await pass(SECOND + 10);
    expect(tab.view).toMatchObject({ kind: 'warning', why: 'idle', isUnheard: false });
    await pass(30 * SECOND);
    const { leftMs } = tab.view as Extract<View, { kind: 'warning' }>;
    expect(Math.ceil(leftMs / SECOND)).toBe(90);
  });

  test('is not given before the server has confirmed it: it may know of activity elsewhere', async () => {
    const { server, tab } = start();
    await pass(IDLE - 3 * MINUTE);
    await server.tell(0);
    await pass(10 * MINUTE);
    expect(tab.views.some(({ kind }) => kind === 'warning')).toBe(false);
  });

  test('goes when the person stays, in every tab, for as long as the utility allows', async () => {
    const { browser, tab } = start();
    const other = browser.open();
    await pass(IDLE - MINUTE);
    expect([tab.view.kind, other.view.kind]).toEqual(['warning', 'warning']);
    tab.watch.stay();
    await pass(10);
    expect([tab.view.kind, other.view.kind]).toEqual(['quiet', 'quiet']);
    await pass(IDLE - 3 * MINUTE);
    expect([tab.view.kind, other.view.kind]).toEqual(['quiet', 'quiet']);
  });

  test('stays when the answer cannot be brought to the server, and says so', async () => {
    const { server, tab } = start();
    await pass(IDLE - MINUTE);
    server.isReachable = false;
    tab.watch.stay();
    await pass(10);
    expect(tab.view).toMatchObject({ kind: 'warning', isUnheard: true });
    server.isReachable = true;
    tab.watch.stay();
    await pass(10);
    expect(tab.view.kind).toBe('quiet');
  });

  test('is of another kind at the longest time, which nothing puts off', async () => {
    const { server, tab } = start(20 * MINUTE);
    await pass(18 * MINUTE + 10);
    expect(tab.view).toMatchObject({ kind: 'warning', why: 'absolute' });
    tab.watch.stay();
    await pass(MINUTE);
    expect(tab.view).toMatchObject({ kind: 'warning', why: 'absolute' });
    await pass(MINUTE);
    expect(server.state().state).toBe('absolute');
    expect(tab.wentTo).toBe('its own page');
  });

  test('does not come back by an answer that is older than what another tab has heard', async () => {
    const { server, browser, tab } = start();
    const other = browser.open();
    await pass(IDLE - MINUTE);
    server.delayMs = SECOND;
    tab.watch.look();
    await pass(100);
    other.watch.stay();
    await pass(100);
    expect(tab.view.kind).toBe('quiet');
    await pass(2 * SECOND);
    expect(tab.view.kind).toBe('quiet');
    await pass(IDLE - 3 * MINUTE);
    expect([tab.view.kind, tab.isCovered]).toEqual(['quiet', false]);
  });

  test('is not answered by a pointer that moves below it', async () => {
    const { server, tab } = start();
    await pass(IDLE - MINUTE);
    tab.watch.active();
    await pass(61 * SECOND);
    expect(server.reports).toEqual([]);
    expect(tab.wentTo).toBe('its own page');
  });
});

describe('activity', () => {
  test('is reported at most once a minute, with how long ago the last of it was', async () => {
    const { server, tab } = start();
    for (let second = 0; second < 150; second += 1) {
      tab.watch.active();
      await pass(SECOND);
    }
    expect(server.reports.length).toBe(2);
    await pass(5 * MINUTE);
    expect(server.reports.length).toBe(3);
    for (const agoMs of server.reports) expect(agoMs).toBeLessThan(MINUTE);
    expect(server.reports.at(-1)).toBeGreaterThan(25 * SECOND);
  });

  test('counts from when it was, not from when it was reported', async () => {
    const { server, tab } = start();
    tab.watch.active();
    await pass(MINUTE + 10);
    expect(server.reports).toEqual([MINUTE]);
    await pass(IDLE - MINUTE - SECOND);
    expect(server.state().state).toBe('active');
    await pass(SECOND);
    expect(server.state().state).toBe('idle');
    expect(tab.wentTo).toBe('its own page');
  });

  test('that cannot be reported is told later, once a minute', async () => {
    const { server, tab } = start();
    await pass(2 * MINUTE);
    server.isReachable = false;
    for (let second = 0; second < 10; second += 1) {
      tab.watch.active();
      await pass(SECOND);
    }
    server.isReachable = true;
    await pass(2 * MINUTE);
    expect(server.reports).toHaveLength(1);
  });

  test('an idle tab asks the server twice in half an hour, and extends nothing', async () => {
    const { server, tab } = start();
    await pass(IDLE + 10);
    expect(server.reports).toEqual([]);
    expect(server.asked).toBe(2);
    expect(tab.wentTo).toBe('its own page');
  });
});

describe('the end', () => {
  test('the page gives way at it, and ten tabs do within two seconds', async () => {
    const { browser, tab } = start();
    for (let n = 1; n < 10; n += 1) {
      await pass(700);
      browser.open();
    }
    await pass(IDLE - 7 * 700 - 2 * 700 - 10);
    expect(tab.isCovered).toBe(false);
    await pass(2 * SECOND);
    expect(browser.tabs.map(({ wentTo }) => wentTo)).toEqual(Array(10).fill('its own page'));
  });

  test('a tab that signs out takes the others along, which return nowhere', async () => {
    const { server, browser, tab } = start();
    const other = browser.open();
    server.ended = 'none';
    other.watch.hearTab({ kind: 'look' });
    await pass(10);
    expect(other.isCovered).toBe(true);
    await pass(2 * SECOND + 10);
    expect([tab.wentTo, other.wentTo]).toEqual(Array(2).fill('/?over=signed_out'));
  });

  test('a session that was ended elsewhere is found so when the person comes back to the page', async () => {
    const { server, tab } = start();
    await pass(2 * MINUTE);
    server.ended = 'ended';
    tab.watch.wake();
    await pass(10);
    expect(tab.wentTo).toBe('its own page');
  });

  test('a sign-out in another tab is found though an older answer is still on its way', async () => {
    const { server, tab } = start();
    await pass(2 * MINUTE);
    server.delayMs = SECOND;
    tab.watch.look();
    await pass(100);
    server.ended = 'none';
    tab.watch.hearTab({ kind: 'look' });
    await pass(2 * SECOND);
    expect(tab.isCovered).toBe(true);
    await pass(2 * SECOND);
    expect(tab.wentTo).toBe('/?over=signed_out');
  });

  test('a session that was signed out elsewhere is hidden at once, and its page gives way in two seconds', async () => {
    const { server, tab } = start();
    await pass(2 * MINUTE);
    server.ended = 'none';
    tab.watch.wake();
    await pass(0);
    expect(tab.isCovered).toBe(true);
    await pass(2 * SECOND);
    expect([tab.wentTo, tab.covers]).toEqual(['/?over=signed_out', [true]]);
  });

  test('a question that a new password overtook signs nobody out', async () => {
    const { server, browser, tab } = start();
    const other = browser.open();
    await pass(2 * MINUTE);
    server.ended = 'none';
    tab.watch.wake();
    await pass(0);
    expect(tab.isCovered).toBe(true);
    server.ended = null;
    await pass(2 * SECOND);
    expect([tab.wentTo, other.wentTo]).toEqual([null, null]);
    expect(tab.covers).toEqual([true, false]);
  });

  test('nor do two such questions at one moment, or one before and one long after', async () => {
    const { server, tab } = start();
    server.ended = 'none';
    tab.watch.look();
    tab.watch.look();
    await pass(500);
    expect(server.asked).toBe(2);
    server.ended = null;
    await pass(10 * MINUTE);
    server.ended = 'none';
    tab.watch.look();
    await pass(0);
    expect(tab.isCovered).toBe(true);
    server.ended = null;
    await pass(2 * SECOND);
    expect([tab.wentTo, tab.isCovered]).toEqual([null, false]);
  });

  test('nor does one that a new sign-in in another tab overtook', async () => {
    const { server, tab } = start();
    await pass(2 * MINUTE);
    server.delayMs = SECOND;
    server.ended = 'ended';
    tab.watch.look();
    await pass(100);
    server.ended = null;
    tab.watch.hearTab({ kind: 'heard', state: server.active(), at: Date.now() });
    await pass(5 * SECOND);
    expect([tab.wentTo, tab.isCovered]).toEqual([null, false]);
  });

  test('a page that has given way asks nobody any more', async () => {
    const { server, tab } = start();
    server.ended = 'ended';
    tab.watch.look();
    await pass(0);
    const { asked } = server;
    tab.watch.look();
    tab.watch.wake(true);
    tab.watch.hearTab({ kind: 'look' });
    tab.watch.active();
    await pass(5 * MINUTE);
    expect(server.asked).toBe(asked);
    expect(tab.wentTo).toBe('its own page');
  });

  test('a new secret of the servers takes nobody for somebody else', async () => {
    const { server, tab } = start();
    server.of = ['dana under the new secret', 'dana'];
    tab.watch.look();
    await pass(10);
    expect(tab.wentTo).toBeNull();
  });

  test('where somebody else has signed in, the page goes home', async () => {
    const { server, tab } = start();
    server.of = ['sam'];
    tab.watch.look();
    await pass(10);
    expect(tab.wentTo).toBe('/home');
  });
});

describe('what the page cannot know is hidden until the server has said it', () => {
  test('after a sleep past the end nothing is shown before the page gives way', async () => {
    const { server, tab } = start();
    await sleep(server, IDLE);
    tab.watch.wake();
    expect(tab.isCovered).toBe(true);
    await pass(10);
    expect(tab.wentTo).toBe('its own page');
    expect(tab.isCovered).toBe(true);
  });

  test('after a short sleep the page is shown again once the server says so', async () => {
    const { server, tab } = start();
    await sleep(server, 5 * MINUTE);
    tab.watch.wake();
    expect(tab.isCovered).toBe(true);
    await pass(10);
    expect([tab.isCovered, tab.wentTo, tab.view.kind]).toEqual([false, null, 'quiet']);
  });

  test('a sleep that no event tells of is found by the clocks, within two seconds', async () => {
    const { server, tab } = start();
    await sleep(server, IDLE);
    await pass(2 * SECOND);
    expect(tab.isCovered).toBe(true);
    await pass(10);
    expect(tab.wentTo).toBe('its own page');
  });

  test('a clock that is set forward ends nothing, and one that is set back keeps nothing open', async () => {
    const { tab } = start();
    vi.setSystemTime(Date.now() + 24 * 60 * MINUTE);
    await pass(20 * SECOND);
    expect([tab.wentTo, tab.isCovered]).toEqual([null, false]);
    vi.setSystemTime(Date.now() - 48 * 60 * MINUTE);
    await pass(IDLE);
    expect(tab.wentTo).toBe('its own page');
  });

  test('without a network the page is hidden at the end, and shown again if the session still is', async () => {
    const { server, tab } = start();
    await pass(IDLE - 5 * MINUTE);
    await server.tell(0);
    server.isReachable = false;
    await pass(5 * MINUTE);
    expect(tab.isCovered).toBe(true);
    expect(tab.view).toEqual({ kind: 'covered', isUnheard: true });
    expect(tab.wentTo).toBeNull();
    server.isReachable = true;
    await pass(MINUTE);
    expect([tab.isCovered, tab.view.kind]).toEqual([false, 'quiet']);
  });

  test('what another tab heard long ago proves nothing to one that has slept', async () => {
    const { server, tab } = start();
    const at = Date.now();
    const state = server.active();
    await sleep(server, 45 * MINUTE);
    server.isReachable = false;
    tab.watch.wake();
    tab.watch.hearTab({ kind: 'heard', state, at });
    await pass(10);
    expect(tab.isCovered).toBe(true);
    server.isReachable = true;
    await pass(MINUTE);
    expect(tab.wentTo).toBe('its own page');
  });

  test('nor does it where it comes before the page is woken', async () => {
    const { server, tab } = start();
    const at = Date.now();
    const state = server.active();
    await sleep(server, 45 * MINUTE);
    tab.watch.hearTab({ kind: 'heard', state, at });
    await pass(10);
    expect(tab.wentTo).toBe('its own page');
  });

  test('without a network it asks ever more seldom', async () => {
    const { server } = start();
    server.isReachable = false;
    await pass(IDLE + MINUTE);
    const before = server.asked;
    await pass(10 * MINUTE);
    expect(server.asked - before).toBeLessThanOrEqual(10);
  });

  test('after an outage the pages that it silenced do not ask at one moment', async () => {
    vi.mocked(Math.random).mockReturnValueOnce(0).mockReturnValueOnce(0.5);
    const silenced = [start(), start()];
    for (const { server, tab } of silenced) {
      server.isReachable = false;
      tab.watch.look();
    }
    await pass(0);
    for (const { server } of silenced) expect(server.asked).toBe(1);
    await pass(2 * SECOND);
    expect(silenced.map(({ server }) => server.asked)).toEqual([2, 1]);
  });

  test('what another tab heard before a sleep hides the page at once, like every other sign of one', async () => {
    const { server, tab } = start();
    const at = Date.now();
    const state = server.active();
    await sleep(server, 5 * MINUTE);
    server.delayMs = SECOND;
    tab.watch.hearTab({ kind: 'heard', state, at });
    expect(tab.isCovered).toBe(true);
  });

  test('a page that is seen again just after the end is hidden at once', async () => {
    const { server, tab } = start();
    tab.isVisible = false;
    await pass(IDLE - 5 * SECOND);
    // Timers that the browser held back, but not for so long that it could be a sleep.
    await sleepSteadily(10 * SECOND);
    server.delayMs = SECOND;
    tab.isVisible = true;
    tab.watch.wake();
    expect(tab.isCovered).toBe(true);
  });

  test('a page that is hidden says so at once, though the server is slow to answer', async () => {
    const { server, tab } = start();
    server.delayMs = 9 * SECOND;
    tab.watch.putAway();
    tab.watch.wake(true);
    expect(tab.view).toEqual({ kind: 'covered', isUnheard: false });
  });

  test('an answer that was on its way when somebody came back does not show the page', async () => {
    const { server, tab } = start();
    server.delayMs = SECOND;
    tab.watch.look();
    await pass(100);
    tab.watch.putAway();
    server.ended = 'ended';
    tab.watch.wake(true);
    await pass(3 * SECOND);
    expect([tab.wentTo, tab.covers]).toEqual(['its own page', [true]]);
  });

  test.each([
    ['stands still', sleep],
    ['goes on', (_: Server, ms: number) => sleepSteadily(ms)],
  ])('nor does one that slept on its way, where the steady clock %s', async (_, sleepSo) => {
    const { server, tab } = start();
    server.delayMs = SECOND;
    tab.watch.look();
    await pass(100);
    await sleepSo(server, 10 * MINUTE);
    server.ended = 'ended';
    await pass(3 * SECOND);
    expect([tab.wentTo, tab.covers]).toEqual(['its own page', [true]]);
  });

  test('nor does a page that React was fetching', async () => {
    const { server, tab } = start();
    const state = server.active();
    server.delayMs = SECOND;
    tab.watch.putAway();
    tab.watch.hearPage(state, moment());
    expect(tab.isCovered).toBe(true);
    await pass(SECOND);
    expect(tab.isCovered).toBe(false);
  });

  test('nor is one shown that came before a sleep and is drawn after it, when no event has told of it', async () => {
    const { server, tab } = start();
    const state = server.active();
    await sleep(server, IDLE);
    tab.watch.hearPage(state, moment());
    expect(tab.isCovered).toBe(true);
    server.ended = 'idle';
    await pass(SECOND);
    expect([tab.wentTo, tab.covers]).toEqual(['its own page', [true]]);
  });

  test('a page that the back button brings from memory is hidden until the server has answered', async () => {
    const { tab } = start();
    tab.watch.putAway();
    expect(tab.isCovered).toBe(true);
    tab.watch.wake(true);
    expect(tab.isCovered).toBe(true);
    await pass(10);
    expect(tab.isCovered).toBe(false);
  });

  test('in the background, where timers are held back, it looks when it is seen again', async () => {
    const { server, tab } = start();
    tab.isVisible = false;
    tab.watch.stop();
    const frozen = new Browser(server).open();
    frozen.isVisible = false;
    await pass(10 * MINUTE);
    const asked = server.asked;
    frozen.isVisible = true;
    frozen.watch.wake();
    await pass(10);
    expect(server.asked).toBe(asked + 1);
    expect(frozen.isCovered).toBe(false);
  });
});
