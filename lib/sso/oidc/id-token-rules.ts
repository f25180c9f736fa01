import type { AnswerFault } from '@/lib/sso/answer-fault';
import { CLOCK_SKEW_SECONDS } from '@/lib/sso/clock-rules';

/** OpenID Connect Core 1.0 §2. Kept whatever attribute the mapping takes in its place. */
const LONGEST_SUBJECT = 255;

export interface ExpectedToken {
  issuer: string;
  clientId: string;
  nonce: string;
  now: Date;
}

/** What is wrong with a token, for the log; values of the token are cut, since it is a stranger's. */
export interface TokenFault {
  fault: AnswerFault;
  detail: string;
}

/**
 * Checks the claims of an ID token whose signature is verified: OpenID Connect Core 1.0 §3.1.3.7,
 * and stricter where that leaves a choice. `azp` must be ours wherever it stands; a token that was made
 * over two minutes away from now by our clock is refused with the clocks' difference, since nothing else
 * tells an operator that a clock is wrong.
 *
 * @returns null when nothing is wrong
 */
export function idTokenFault(
  claims: Record<string, unknown>,
  { issuer, clientId, nonce, now }: ExpectedToken,
): TokenFault | null {
  const { iss, aud, azp, exp, nbf, iat, sub } = claims;
  if (iss !== issuer) return { fault: 'issuer', detail: `iss is ${shown(iss)}` };
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (!audiences.includes(clientId)) return { fault: 'audience', detail: `aud is ${shown(aud)}` };
  if (azp !== undefined ? azp !== clientId : audiences.length > 1) {
    return { fault: 'audience', detail: `azp is ${shown(azp)}, aud is ${shown(aud)}` };
  }
  const seconds = now.getTime() / 1000;
  if (!isTime(exp)) return { fault: 'id_token', detail: 'exp is missing' };
  if (!isTime(iat)) return { fault: 'id_token', detail: 'iat is missing' };
  if (nbf !== undefined && !isTime(nbf)) return { fault: 'id_token', detail: 'nbf is no time' };
  const off = Math.round(iat - seconds);
  if (Math.abs(off) > CLOCK_SKEW_SECONDS) {
    const which = off > 0 ? 'ahead of' : 'behind';
    return {
      fault: 'clock',
      detail: `made ${Math.abs(off)} s ${which} our clock; ${CLOCK_SKEW_SECONDS} s are accepted`,
    };
  }
  if (seconds - CLOCK_SKEW_SECONDS >= exp) {
    return { fault: 'expired', detail: `expired ${Math.round(seconds - exp)} s ago` };
  }
  if (nbf !== undefined && nbf > seconds + CLOCK_SKEW_SECONDS) {
    return { fault: 'not_yet_valid', detail: `valid in ${Math.round(nbf - seconds)} s` };
  }
  if (claims.nonce !== nonce) return { fault: 'nonce', detail: 'nonce is another one or missing' };
  if (typeof sub !== 'string' || sub === '') return { fault: 'id_token', detail: 'sub is missing' };
  if (sub.length > LONGEST_SUBJECT || sub.includes('\0')) {
    return { fault: 'id_token', detail: `sub is ${shown(sub)}` };
  }
  return null;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** A claim as the log may have it. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 200);
}
