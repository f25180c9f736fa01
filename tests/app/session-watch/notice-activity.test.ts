import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { noticeActivity } from '@/app/(signed-in)/session-watch/notice-activity';

let listeners: Map<string, (event: unknown) => void>;
let active: ReturnType<typeof vi.fn<() => void>>;
let stop: () => void;

beforeEach(() => {
  listeners = new Map();
  active = vi.fn();
  vi.stubGlobal('addEventListener', (type: string, notice: (event: unknown) => void) =>
    listeners.set(type, notice),
  );
  vi.stubGlobal('removeEventListener', (type: string) => listeners.delete(type));
  stop = noticeActivity(active);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Browsers alone can make events that are trusted. */
const happens = (type: string, more = {}) =>
  listeners.get(type)?.({ isTrusted: true, type, ...more });

describe('a person is at work', () => {
  test.each(['keydown', 'pointerdown', 'wheel', 'touchmove'])('by %s', (type) => {
    happens(type);
    expect(active).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['dictates', 'input'],
    ['clicks by voice or a switch', 'click'],
  ])('who %s, without a key or a pointer', (_, type) => {
    happens(type);
    expect(active).toHaveBeenCalledTimes(1);
  });

  test('who moves a pointer to another place', () => {
    happens('pointermove', { screenX: 1, screenY: 1 });
    happens('pointermove', { screenX: 1, screenY: 2 });
    expect(active).toHaveBeenCalledTimes(1);
  });
});

describe('nobody is', () => {
  test('where a page moves below a pointer that rests', () => {
    for (let n = 0; n < 3; n += 1) happens('pointermove', { screenX: 1, screenY: 1 });
    expect(active).not.toHaveBeenCalled();
  });

  test.each(['click', 'input', 'keydown'])('where script makes a %s', (type) => {
    happens(type, { isTrusted: false });
    expect(active).not.toHaveBeenCalled();
  });

  test('any more, once the page is left', () => {
    stop();
    expect(listeners.size).toBe(0);
  });
});
