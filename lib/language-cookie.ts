const SECONDS_OF_A_YEAR = 365 * 24 * 3600;

/**
 * The cookie that keeps a browser's language, its name as the session cookie's by scheme. Its value is
 * one of ours or it counts for nothing; it says nothing of a person.
 */
export function languageCookie(scheme: 'http' | 'https') {
  const secure = scheme === 'https';
  return {
    name: secure ? '__Host-csi-language' : 'csi-language',
    options: {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure,
      maxAge: SECONDS_OF_A_YEAR,
    },
  } as const;
}
