import { pathHere } from '@/lib/sso/target-rules';
import type { Utility } from '@/lib/utilities/utility';

/** What a portal asks for that starts a sign-in itself. */
export interface InitiatedLogin {
  /** A path on this host, or null where none was asked for. */
  target: string | null;
  loginHint: string | null;
}

export type InitiatedLoginFault = 'issuer' | 'target' | 'login_hint' | 'doubled';

/** What it may say (OpenID Connect Core 1.0 §4). */
export const INITIATED_LOGIN = ['iss', 'login_hint', 'target_link_uri'];

/** Longest hint that is passed on. */
const LONGEST_HINT = 256;

/**
 * Reads a login that a third party, the portal, initiates: OpenID Connect Core 1.0 §4. Anybody may send
 * a browser here, so that nothing of it is believed: the issuer must be this utility's, the target a page
 * of this utility's own addresses, and the hint is a text that only the portal itself will read.
 */
export function readInitiatedLogin(
  parameters: URLSearchParams,
  issuer: string,
  utility: Utility,
): InitiatedLogin | InitiatedLoginFault {
  if (INITIATED_LOGIN.some((name) => parameters.getAll(name).length > 1)) return 'doubled';
  if (parameters.get('iss') !== issuer) return 'issuer';
  const loginHint = parameters.get('login_hint') || null;
  if (loginHint !== null && !isHint(loginHint)) return 'login_hint';
  const wanted = parameters.get('target_link_uri') || null;
  const target = wanted === null ? null : pathHere(wanted, utility);
  if (wanted !== null && target === null) return 'target';
  return { target, loginHint };
}

/** One line of plain text, and no address of anywhere. */
function isHint(text: string): boolean {
  return text.length <= LONGEST_HINT && !/[\p{Cc}\p{Zl}\p{Zp}]|:\/\//u.test(text);
}
