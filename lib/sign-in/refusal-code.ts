import type { SignInOutcome } from '@/lib/sign-in/sign-in';

export type SignInRefusal = Exclude<SignInOutcome, { kind: 'signed_in' }>;

/**
 * A refusal as one word for an address: NextAuth's own endpoint answers by redirect, and the page
 * that it leads to says the same as the form would.
 */
export function codeOfRefusal(refusal: SignInRefusal): string {
  switch (refusal.kind) {
    case 'wrong':
      return `wrong.${refusal.attemptsLeft}`;
    case 'throttled':
    case 'busy':
      return `${refusal.kind}.${refusal.retryAfterSeconds}`;
    default:
      return refusal.kind;
  }
}

/**
 * The reverse of {@link codeOfRefusal}; null for what is no such code. It proves nothing: anybody can write
 * an address, but none that promises more attempts than a lock allows.
 *
 * @param attempts after how many failed ones a name is locked
 */
export function refusalOfCode(code: unknown, attempts: number): SignInRefusal | null {
  if (typeof code !== 'string') return null;
  const [, kind, number] = /^([a-z_]{1,40})(?:\.(\d{1,4}))?$/.exec(code) ?? [];
  const n = Number(number);
  switch (kind) {
    case 'wrong':
      return n > 0 && n <= Math.max(1, attempts - 1) ? { kind, attemptsLeft: n } : null;
    case 'throttled':
    case 'busy':
      return number ? { kind, retryAfterSeconds: n } : null;
    case 'locked':
    case 'disabled':
    case 'temporary_password_expired':
    case 'passwords_off':
      return number ? null : { kind };
    default:
      return null;
  }
}
