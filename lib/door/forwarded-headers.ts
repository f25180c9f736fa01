import type { IncomingHttpHeaders } from 'node:http';

/** Headers by which somebody outside could speak to Next or NextAuth in a proxy's or Next's voice. */
const NOT_FOR_CLIENTS = [
  /^x-forwarded-/,
  /^forwarded$/,
  /^x-real-ip$/,
  /^x-(middleware|invoke|matched|rewrite|vercel|original|csi|now)-/,
  /^x-nextjs-/,
  // What the browser has of a page already: an unreadable one is a 500 in Next, none costs nothing.
  /^next-router-state-tree$/,
  /^x-auth-return-redirect$/,
  /^content-security-policy/,
  /^x-http-method/,
];

/**
 * Takes away what a client may not say, and says in its place what is true: host and scheme of the
 * utility's domain. Next and NextAuth prefer these headers over `Host`.
 */
export function replaceForwardedHeaders(
  headers: IncomingHttpHeaders,
  domain: string,
  scheme: 'http' | 'https',
): void {
  for (const name of Object.keys(headers)) {
    if (NOT_FOR_CLIENTS.some((pattern) => pattern.test(name))) delete headers[name];
  }
  headers.host = domain;
  headers['x-forwarded-host'] = domain;
  headers['x-forwarded-proto'] = scheme;
}
