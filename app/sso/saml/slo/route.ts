import { notHere, seeOther } from '@/app/parts/answers';
import { logoutDonePage, logoutRefusedPage } from '@/app/sso/logout-pages';
import { assertNever } from '@/lib/assert-never';
import { currentScope } from '@/lib/auth/current-scope';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { forgetLeaving } from '@/lib/auth/portal-sign-out';
import { formHasArrived } from '@/lib/form-action';
import { requestContext } from '@/lib/request-context';
import { type ReceivedLogout, receiveLogout } from '@/lib/sso/saml/receive-logout';
import type { LogoutArrival } from '@/lib/sso/saml/verify-logout';
import { samlConnection } from '@/lib/utilities/portal-rules';
import { canonicalOrigin } from '@/lib/utilities/utility';

/**
 * Single logout, both ways (SAML Profiles §4.4): a browser brings the portal's LogoutRequest, or its answer
 * to ours, by redirect. What proves a message is its signature alone.
 */
export async function GET(request: Request): Promise<Response> {
  const { path, isPrefetch } = requestContext();
  if (isPrefetch || request.method !== 'GET') return notHere();
  return receive({ path });
}

/** The same by a form of another site, without this browser's cookies. */
export async function POST(request: Request): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  formHasArrived();
  return receive({ form });
}

async function receive(arrival: LogoutArrival): Promise<Response> {
  if (!samlConnection(requestContext().utility)) return notHere();
  const received = await orUnavailable(() => receiveLogout(currentScope(), arrival));
  return received.of === 'request' ? toPortal(received) : toWelcome(received);
}

type Received<Of> = Extract<ReceivedLogout, { of: Of }>;

async function toPortal(received: Received<'request'>): Promise<Response> {
  switch (received.kind) {
    case 'ended':
    case 'nothing_to_end':
      return received.answer ? seeOther(received.answer) : logoutDonePage();
    case 'refused':
    case 'unavailable':
      return logoutRefusedPage({ isForNow: received.kind === 'unavailable' });
    default:
      return assertNever(received);
  }
}

/** Says as much as the portal has confirmed, on the page that everybody sees after signing out. */
async function toWelcome(received: Received<'response'>): Promise<Response> {
  const origin = canonicalOrigin(requestContext().utility);
  if (received.kind !== 'answered') return seeOther(`${origin}/?over=signed_out_here`);
  await forgetLeaving();
  return seeOther(`${origin}/?over=${OVER[received.status]}`);
}

const OVER = {
  done: 'signed_out',
  partly: 'signed_out_partly',
  not_done: 'signed_out_here',
} as const;
