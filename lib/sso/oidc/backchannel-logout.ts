import { inTransaction } from '@/lib/db';
import { log } from '@/lib/log';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import { CLOCK_SKEW_SECONDS } from '@/lib/sso/clock-rules';
import { endPortalSessions } from '@/lib/sso/end-portal-sessions';
import { rememberEndAtPortal } from '@/lib/sso/ended-portal-sessions';
import { checkLogoutToken, type LogoutTokenFault } from '@/lib/sso/oidc/logout-token-rules';
import { SignatureError, verifyProviderSignature } from '@/lib/sso/oidc/provider-signature';
import { PortalError } from '@/lib/sso/portal-fetch';
import { openSessionsOfPortal } from '@/lib/sso/portal-session-store';
import { oidcProviderName } from '@/lib/sso/provider-name-rules';
import { spendOnce } from '@/lib/sso/used-store';
import type { OidcConnection } from '@/lib/utilities/utility';

/** Why a logout token ends nothing. For the log, never for an answer. */
export type BackchannelLogoutFault = LogoutTokenFault | 'signature' | 'used_already';

export type BackchannelLogoutOutcome =
  | { kind: 'ended'; sessions: number }
  /** Nobody here is signed in by what the token names: just as well. */
  | { kind: 'nothing_to_end' }
  | { kind: 'refused'; fault: BackchannelLogoutFault; detail?: string }
  /** The provider's keys cannot be had now; it may try again. */
  | { kind: 'unavailable'; detail: string }
  /** The utility has no OpenID provider. */
  | { kind: 'no_connection' };

/**
 * Ends what a logout token of the utility's OpenID provider names (OpenID Connect Back-Channel Logout
 * 1.0 §2.5 to §2.7): the one session of the portal's `sid`, or with `sub` alone every session of that
 * person; with both, what both fit. They are over on their next request, on every server.
 *
 * Anybody can send one. Only the provider can sign one; of a signed one a copy is worth nothing once it
 * was used, however many servers get it at once.
 */
export async function endByLogoutToken(
  scope: Scope,
  logoutToken: string,
): Promise<BackchannelLogoutOutcome> {
  const { sso } = scope.utility;
  if (sso?.kind !== 'oidc') return { kind: 'no_connection' };
  const outcome = await endBy({ ...scope, actor: { kind: 'system' } }, sso, logoutToken);
  metrics().portalLogouts.inc({ outcome: outcome.kind });
  const { requestId, utility } = scope;
  const { kind, ...told } = outcome;
  const line = { requestId, utility: utility.utilityId, outcome: kind, ...told };
  log()[kind === 'unavailable' ? 'warn' : 'info'](line, 'a logout at the portal');
  return outcome;
}

async function endBy(
  scope: Scope,
  { issuer, clientId }: OidcConnection,
  logoutToken: string,
): Promise<BackchannelLogoutOutcome> {
  const verified = await verify(issuer, logoutToken);
  if ('kind' in verified) return verified;
  const now = scope.now();
  const expected = { issuer, clientId, now, skewSeconds: CLOCK_SKEW_SECONDS };
  const token = checkLogoutToken({ ...verified, ...expected });
  if (token.kind === 'refused') return token;
  const provider = oidcProviderName(issuer);
  return inTransaction(async (tx) => {
    const { utilityId } = scope.utility;
    const name = JSON.stringify([provider, token.jti]);
    if (!(await spendOnce(tx, utilityId, 'logout_token', name, token.outlivedAt))) {
      return { kind: 'refused', fault: 'used_already' };
    }
    await rememberEndAtPortal(tx, utilityId, provider, token.ended, token.issuedAt);
    const open = await openSessionsOfPortal(tx, utilityId, provider, token.ended);
    const sessions = await endPortalSessions(tx, scope, open);
    return sessions > 0 ? { kind: 'ended', sessions } : { kind: 'nothing_to_end' };
  });
}

async function verify(issuer: string, logoutToken: string) {
  try {
    return await verifyProviderSignature(issuer, logoutToken);
  } catch (error) {
    if (error instanceof SignatureError) {
      return { kind: 'refused', fault: 'signature', detail: error.message } as const;
    }
    if (error instanceof PortalError) {
      return { kind: 'unavailable', detail: error.message } as const;
    }
    throw error;
  }
}
