import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isByItself } from '@/lib/background-rules';
import { RELOAD } from '@/lib/plain-reload';

const HOST = 'https://csi.harbor.example';

/** A browser that shows the page that loads itself again, at an address. */
class Browser {
  /** What it asked the server for. */
  readonly loads: string[] = [];
  line = { textContent: '', focus: () => undefined };
  stop = { remove: () => undefined, onclick: () => undefined };
  href: string;
  state: { reloads?: number } | null = null;

  constructor(path: string) {
    this.href = HOST + path;
  }

  private get path(): string {
    return this.href.slice(HOST.length);
  }

  /** What somebody sees in the address bar. */
  get shown(): string {
    return this.path;
  }

  load(): void {
    this.loads.push(this.path);
    const dataset = {
      reload: JSON.stringify({
        pauseSeconds: [5, 10],
        words: { in: 'in {time}', stop: 'Stop', stopped: 'Stopped' },
      }),
    };
    const box = { children: [this.line, this.stop], dataset, hidden: true };
    const document = { querySelector: () => box, documentElement: { lang: 'en-US' } };
    const location = { toString: () => this.href, reload: () => this.load() };
    const replaceState = (state: Browser['state'], _: string, url: URL | string = this.href) => {
      this.state = state;
      this.href = new URL(url, this.href).href;
    };
    const browser = this;
    const history = {
      get state() {
        return browser.state;
      },
      replaceState,
    };
    new Function('document', 'location', 'history', RELOAD)(document, location, history);
  }
}

const isActivity = (path = '') => !isByItself('GET', path, { 'sec-fetch-dest': 'document' });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each(['/home', '/admin/users?sort=name&page=2', '//nowhere'])('the page at %s', (path) => {
  test('that loads itself again is no activity', () => {
    const browser = new Browser(path);
    browser.load();
    expect(browser.loads.map(isActivity)).toEqual([true]);
    vi.advanceTimersByTime(5_000);
    expect(browser.loads.map(isActivity)).toEqual([true, false]);
    vi.advanceTimersByTime(10_000);
    expect(browser.loads.map(isActivity)).toEqual([true, false, false]);
  });

  test('that somebody loads afterwards is activity, at the address that it had', () => {
    const browser = new Browser(path);
    browser.load();
    vi.advanceTimersByTime(5_000);
    expect(browser.shown).toBe(path);
    browser.load();
    expect(isActivity(browser.loads.at(-1))).toBe(true);
  });

  test('counts how often it did, and stops', () => {
    const browser = new Browser(path);
    browser.load();
    vi.advanceTimersByTime(60 * 60_000);
    expect(browser.loads).toHaveLength(3);
    expect(browser.line.textContent).toBe('Stopped');
    expect(browser.shown).toBe(path);
  });
});
