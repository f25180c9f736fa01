import type { IncomingMessage, ServerResponse } from 'node:http';
import { log } from '@/lib/log';
import { metrics } from '@/lib/metrics';

/** One log line and one observation for a request that has been answered, or given up by the client. */
export function observeRequest(
  req: IncomingMessage,
  res: ServerResponse,
  { requestId, pathname, ms }: { requestId: string; pathname: string; ms: number },
): void {
  const route = routeLabel(pathname);
  const status = `${Math.floor(res.statusCode / 100)}xx`;
  metrics().requests.observe({ route, status }, ms / 1000);
  if (route === 'static' || route === 'operator') return;
  const { method } = req;
  // The path without its query, which may hold a token.
  log().info(
    { requestId, method, path: pathname, status: res.statusCode, ms: Math.round(ms) },
    'request',
  );
}

/** A closed list, so that made-up paths make no new time series. */
const PAGES = new Set([
  '/',
  '/home',
  '/change-password',
  '/sessions',
  '/sessions/state',
  '/sessions/activity',
  '/language',
  '/forgot-password',
  '/reset-password',
  '/admin/users',
  '/admin/users/new',
  '/admin/users/shared-emails',
  '/admin/users/locked',
  '/admin/users/import',
  '/admin/users/import/upload',
  '/admin/users/import/progress',
  '/admin/users/import/problems',
  '/admin/users/import/sheet',
  '/admin/users/export',
  '/admin/audit',
  '/sso/start',
  '/sso/leave',
  '/sso/oidc/initiate',
  '/sso/oidc/signed-out',
  '/sso/oidc/backchannel-logout',
  '/sso/saml/metadata',
  '/sso/saml/acs',
  '/sso/saml/unasked',
  '/sso/saml/continue',
  '/sso/saml/finish',
  '/sso/saml/slo',
  '/sso/test',
  '/sso/test/start',
  '/admin/users/pending-links',
]);

function routeLabel(pathname: string): string {
  if (pathname.startsWith('/_next/') || pathname.startsWith('/logo/')) return 'static';
  if (pathname.startsWith('/api/auth/')) return 'auth';
  if (pathname.startsWith('/api/')) return 'operator';
  return PAGES.has(pathname) ? pathname : 'other';
}
