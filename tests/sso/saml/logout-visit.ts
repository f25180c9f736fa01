import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { sessionState } from '@/lib/session/session-policy';
import { findSession, openSession } from '@/lib/session/session-store';
import { keepPortalSession } from '@/lib/sso/portal-session-store';
import { samlProviderName } from '@/lib/sso/provider-name-rules';
import type { NameIdNames } from '@/lib/sso/saml/name-id';
import { takeProvider } from '@/lib/sso/saml/provider-store';
import { type ReceivedLogout, receiveLogout } from '@/lib/sso/saml/receive-logout';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import type { LogoutArrival } from '@/lib/sso/saml/verify-logout';
import { lines } from '@/tests/support/captured-pino';
import { samlProvider } from '@/tests/support/saml-provider';
import type {
  LogoutRequestWords,
  LogoutResponseWords,
} from '@/tests/support/saml-provider/logout-text';
import { NAME_ID_PERSISTENT } from '@/tests/support/saml-provider/words';
import { testServiceKeys } from '@/tests/support/service-keys';
import { NOON, testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal as settings } from '@/tests/support/utility-settings';

/** The clocks of the product and of the portal; a test that is about time moves them. */
export const clock = { here: NOON, portal: NOON };

export const portal = samlProvider({ now: () => clock.portal });

/** For `beforeEach`. */
export function startAnew(): void {
  Object.assign(clock, { here: NOON, portal: NOON });
  lines.length = 0;
}

export const PERSISTENT: NameIdNames = {
  format: NAME_ID_PERSISTENT,
  nameQualifier: null,
  spNameQualifier: null,
};

export type LogoutVisit = Awaited<ReturnType<typeof logoutVisit>>;
export type How = Omit<Parameters<typeof portal.byRedirect>[1], 'target'> & { target?: string };

/** A utility at the test portal, with keys of its own, and people who came in by it. */
export async function logoutVisit(
  described: Partial<SamlProvider> = {},
  utilityId = 'harbor',
  now: () => Date = () => clock.here,
) {
  const utility = await testUtility({ utility: utilityId, signIn: 'both', sso: settings });
  const scope = testScope(utility, { now });
  await describePortal(utilityId, described);
  const { signing } = await testServiceKeys(scope);
  const slo = `https://csi.${utilityId}.example/sso/saml/slo`;

  /** A session that began at the portal. */
  async function arrive(
    username: string,
    portalSession: string | null,
    { subject = `name-of-${username}`, nameId = PERSISTENT as NameIdNames | null } = {},
  ) {
    const userId = await userIdOf(username);
    const { secret, sessionId } = await openSession(db(), scope, userId, 'sso');
    await keepPortalSession(db(), {
      utilityId,
      sessionId,
      provider: samlProviderName(portal.entityId),
      subject,
      portalSession,
      idToken: null,
      nameId,
    });
    return { secret, sessionId, userId };
  }

  const users = new Map<string, string>();
  async function userIdOf(username: string): Promise<string> {
    const known = users.get(username);
    if (known) return known;
    const { userId } = await testUser(scope, { username, signInMethod: 'sso' });
    users.set(username, userId);
    return userId;
  }

  /** What the next requests with these cookies find. */
  function statesOf(...arrived: { secret: string }[]): Promise<string[]> {
    return Promise.all(
      arrived.map(async ({ secret }) => {
        const session = await findSession(db(), utilityId, secret);
        return session ? sessionState(session, utility, scope.now()) : 'none';
      }),
    );
  }

  return {
    scope,
    slo,
    certificate: signing?.certificate ?? '',
    arrive,
    userIdOf,
    statesOf,
    receive: (arrival: LogoutArrival, door: Scope = scope): Promise<ReceivedLogout> =>
      receiveLogout(door, arrival),
    request: (words: Partial<LogoutRequestWords> = {}) =>
      portal.logoutRequest({ nameId: aliceName, ...words }, { target: slo }),
    response: (words: Partial<LogoutResponseWords>) =>
      portal.logoutResponse(words, { target: slo }),
    redirect: (xml: string, how: How = {}): LogoutArrival =>
      asked(portal.byRedirect(xml, { target: slo, ...how })),
    post: (xml: string, how: How = {}): LogoutArrival => ({
      form: new URLSearchParams(portal.byPost(xml, { target: slo, ...how })),
    }),
  };
}

export const aliceName = { value: 'name-of-alice', format: NAME_ID_PERSISTENT };

/** As the door hands on what was asked for. */
export function asked({ pathname, search }: URL): { path: string } {
  return { path: `${pathname}${search}` };
}

export function describePortal(utilityId: string, described: Partial<SamlProvider> = {}) {
  const provider: SamlProvider = {
    entityId: portal.entityId,
    signInAddress: portal.signInAddress,
    logoutAddress: portal.logoutAddress,
    logoutResponseAddress: portal.logoutAddress,
    certificates: [portal.key.base64],
    wantsSignedRequests: false,
    validUntil: null,
    ...described,
  };
  const taken = { provider, source: 'test', digest: '00', dueAt: null };
  return inTransaction((tx) => takeProvider(tx, utilityId, taken, NOON));
}

/** The lines of the log about logouts. */
export function toldOfLogouts(): Record<string, unknown>[] {
  const about = ['a logout at the portal', "the portal's answer to a sign-out"];
  return lines.map((line) => JSON.parse(line)).filter(({ msg }) => about.includes(msg));
}
