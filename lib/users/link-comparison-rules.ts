import { emailKey } from '@/lib/accounts/email-rules';
import { caseless } from '@/lib/caseless';

/** How a value from the portal stands to the account's own. */
export type Likeness = 'same' | 'different' | 'not_sent';

/** Who waits for a link beside the account that they would get. */
export interface LinkComparison {
  fullName: Likeness;
  email: Likeness;
  roles: Likeness;
  /** Roles that the account has and the portal did not send: gone at the next sign-in. */
  lost: string[];
  /** Roles that the portal sent and the account has not. */
  gained: string[];
}

/** What can be told of a person on either side. */
interface Person {
  fullName: string | null;
  email: string | null;
  roles: readonly string[];
}

/**
 * Compares who came from the portal with the account. Names are alike without regard to case, addresses
 * where one mailbox has both. What the portal did not send stays as it is, except roles: they are the
 * portal's alone.
 *
 * Whoever links a stranger gives them the account, with roles that it may not have had: both have to be
 * seen before.
 */
export function compareWithPortal(portal: Person, account: Person): LinkComparison {
  const lost = account.roles.filter((role) => !portal.roles.includes(role));
  const gained = portal.roles.filter((role) => !account.roles.includes(role));
  return {
    fullName: likeness(portal.fullName, account.fullName, (name) => caseless(name).trim()),
    email: likeness(portal.email, account.email, emailKey),
    roles: lost.length + gained.length === 0 ? 'same' : 'different',
    lost,
    gained,
  };
}

function likeness(
  portal: string | null,
  account: string | null,
  keyOf: (text: string) => string,
): Likeness {
  if (!portal) return 'not_sent';
  return keyOf(portal) === keyOf(account ?? '') ? 'same' : 'different';
}
