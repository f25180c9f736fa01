import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pageCover } from '@/app/(signed-in)/session-watch/page-cover';

/** Something that can have the focus, of the page or of what stands in for it. */
class Focusable {
  constructor(private readonly isInstead = false) {}
  closest = () => (this.isInstead ? this : null);
  focus = () => {
    page.activeElement = this;
  };
}

const body = new Focusable();
const page = {
  body,
  activeElement: body,
  documentElement: { toggleAttribute: vi.fn(), removeAttribute: vi.fn() },
};

beforeEach(() => {
  vi.stubGlobal('document', page);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('when the page is shown again, the focus', () => {
  test.each([
    ['nothing, since browsers take it from what is hidden', body],
    ['what stood in for the page', new Focusable(true)],
  ])('is where it was, and not on %s', (_, meanwhile) => {
    const cover = pageCover();
    const field = new Focusable();
    field.focus();
    cover.set(true);
    page.activeElement = meanwhile;
    cover.set(false);
    expect(page.activeElement).toBe(field);
  });

  test('goes to no button that stood in for the page, but where it was before', () => {
    const cover = pageCover();
    const field = new Focusable();
    field.focus();
    cover.set(true);
    cover.set(false);
    new Focusable(true).focus();
    cover.set(true);
    page.activeElement = body;
    cover.set(false);
    expect(page.activeElement).toBe(field);
  });

  test('stays where somebody has put it since', () => {
    const cover = pageCover();
    new Focusable().focus();
    cover.set(true);
    const other = new Focusable();
    other.focus();
    cover.set(false);
    expect(page.activeElement).toBe(other);
  });
});
