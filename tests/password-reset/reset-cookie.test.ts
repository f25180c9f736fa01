import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { resetCookie, surplusResetCookies } from '@/lib/password-reset/reset-cookie';

const ID = 'df064a26-88c8-4c82-a5b6-44ad239c5184';
const names = (count: number) => Array.from({ length: count }, () => `csi-reset-${randomUUID()}`);

describe('the cookie of an opened link', () => {
  test('is one of its own, for 15 minutes, for the reset page, and not for script', () => {
    expect(resetCookie('harbor.localhost:3000', ID)).toEqual({
      name: `csi-reset-${ID}`,
      options: {
        httpOnly: true,
        sameSite: 'lax',
        path: '/reset-password',
        secure: false,
        maxAge: 900,
      },
    });
  });

  test('goes over https only, where the utility is on https', () => {
    expect(resetCookie('csi.harbor.example', ID).options.secure).toBe(true);
  });
});

describe('a browser that has opened many links', () => {
  test.each([0, 1, 7])('keeps %i beside a new one', (count) => {
    expect(surplusResetCookies(names(count))).toEqual([]);
  });

  test('keeps eight in all, and the oldest go', () => {
    const eight = names(8);
    expect(surplusResetCookies(eight)).toEqual(eight.slice(0, 1));
    const many = names(30);
    expect(surplusResetCookies(many)).toEqual(many.slice(0, 23));
  });

  test('keeps every other cookie', () => {
    const others = ['csi-session', 'csi-reset-', 'csi-reset-short', '__Host-csi-session'];
    expect(surplusResetCookies([...others, ...names(7)])).toEqual([]);
  });
});
