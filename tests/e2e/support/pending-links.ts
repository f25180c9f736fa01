import type { Page } from '@playwright/test';
import { bindIdentity } from '@/lib/accounts/identity-store';
import { type Arrival, keepPendingLink } from '@/lib/accounts/pending-link-store';
import { db } from '@/lib/db';
import { openSession } from '@/lib/session/session-store';
import type { Person } from '@/tests/e2e/support/people';
import type { Servers } from '@/tests/e2e/support/servers';
import { operatorAt } from '@/tests/e2e/support/utilities';

export const LINKS = '/admin/users/pending-links';

const PROVIDER = 'oidc:https://id.river-portal.example/realms/staff';

/** The subject by which the portal knows a person. */
const subjectOf = ({ userId }: Pick<Person, 'userId'>) => `subject-of-${userId}`;

/** Somebody comes from the portal with a person's username, and waits for an administrator. */
export async function arrive(who: Person, arrival: Partial<Arrival> = {}): Promise<void> {
  const whole: Arrival = {
    provider: PROVIDER,
    subject: subjectOf(who),
    fullName: 'Dana Portal',
    email: `${who.username}@river-portal.example`,
    roles: ['CSR', 'BILL_ADVISOR'],
    ...arrival,
  };
  await keepPendingLink(db(), who.utility, who.userId, whole, new Date());
}

/** Somebody comes so often with one username, each time as somebody else. */
export async function arriveChanging(who: Person, times: number): Promise<void> {
  for (let n = 1; n <= times; n += 1) await arrive(who, { subject: `changing-${n}` });
}

/** As after a first arrival of an SSO account. */
export async function bind(who: Person, subject = subjectOf(who)): Promise<void> {
  const identity = { provider: PROVIDER, subject };
  await bindIdentity(db(), who.utility, who.userId, identity, new Date());
}

/** A browser in which an SSO person is signed in, as if the portal had answered. */
export async function signedInByPortal(
  page: Page,
  servers: Servers,
  who: Pick<Person, 'utility' | 'userId'>,
): Promise<void> {
  const { secret } = await openSession(db(), await operatorAt(who.utility), who.userId, 'sso');
  const url = servers.url(who.utility);
  await page.context().addCookies([{ name: 'csi-session', value: secret, url }]);
}
