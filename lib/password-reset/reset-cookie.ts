import { schemeOf } from '@/lib/utilities/utility';

/** The page that the cookie goes to, and the pages below it. */
const PATH = '/reset-password';
const MAX_AGE_SECONDS = 15 * 60;
/** As many opened links as a browser keeps at a time: more would fill the header of every request. */
const MOST = 8;
const NAME = /^csi-reset-[0-9a-f-]{36}$/;

/**
 * The cookie that holds an opened link's secret: one a link, so that two opened in two tabs do not
 * mix, and for as long as choosing a password takes.
 */
export function resetCookie(domain: string, resetRequestId: string) {
  return {
    name: `csi-reset-${resetRequestId}`,
    options: {
      httpOnly: true,
      sameSite: 'lax',
      path: PATH,
      secure: schemeOf(domain) === 'https',
      maxAge: MAX_AGE_SECONDS,
    },
  } as const;
}

/** Which of a browser's cookies to take away before it gets one more, by name. */
export function surplusResetCookies(names: readonly string[]): string[] {
  return names.filter((name) => NAME.test(name)).slice(0, -(MOST - 1));
}
