import type { Page } from '@playwright/test';
import { asAdministrator, USERS } from '@/tests/e2e/support/administrators';
import type { Arrive } from '@/tests/e2e/support/arrive';
import { person } from '@/tests/e2e/support/people';
import { comeIn, portalUsername, signInAtPortal } from '@/tests/e2e/support/portal';
import {
  answerMadeUp,
  askMadeUpPortal,
  bring,
  comeInMadeUp,
  madeUpPerson,
  madeUpPortal,
  unaskedAnswer,
} from '@/tests/e2e/support/saml-portal';
import type { Servers } from '@/tests/e2e/support/servers';
import type { UtilityName } from '@/tests/e2e/support/utilities';
import type { How } from '@/tests/support/saml-provider';

const at =
  (utility: UtilityName, path: string): Arrive =>
  (page, servers) =>
    page.goto(servers.url(utility, path));

/** An answer that was to be of now, and is of long ago. */
const AN_HOUR_AGO: How = { assertion: { authn: { authnInstant: -3600 } } };

/** Tells a utility that its portal has ended a session, and stays at what it says. */
async function endedAtPortal(page: Page, servers: Servers): Promise<void> {
  const target = servers.url('ford', '/sso/saml/slo');
  const { logoutRequest, byRedirect } = madeUpPortal('ford');
  const request = logoutRequest({ nameId: { value: 'nobody-here' } }, { target });
  await page.goto(byRedirect(request, { target }).href);
}

/** What people see on their way in and out by SAML that they do not see by OpenID Connect. */
export const SAML_STATES: Record<string, Arrive> = {
  'welcome-partly': at('cove', '/?over=signed_out_partly'),
  'saml-refused': at('cove', '/sso/saml/finish?handle=x'),
  'saml-not-described': at('portal', '/sso/start'),
  async 'saml-not-fresh'(page, servers) {
    const username = portalUsername('csi-reps');
    await comeInMadeUp(page, servers, 'isle', username);
    await servers.sql`update sessions set ended_at = now(), end_reason = 'signed_out_by_administrator'
      where user_id = (select user_id from users where username = ${username})`;
    const asked = await askMadeUpPortal(page, servers, 'isle');
    await answerMadeUp(page, 'isle', asked, madeUpPerson(username), AN_HOUR_AGO);
    await page.getByRole('heading', { name: 'has to ask for your password' }).waitFor();
  },
  async 'saml-unknown'(page, servers) {
    const asked = await askMadeUpPortal(page, servers, 'ford');
    await answerMadeUp(page, 'ford', asked, madeUpPerson(portalUsername('csi-reps')));
    await page.getByRole('heading', { name: 'You have no account here yet' }).waitFor();
  },
  async 'saml-disabled'(page, servers) {
    const username = portalUsername('csi-reps');
    await comeInMadeUp(page, servers, 'isle', username);
    await servers.sql`update users set disabled_at = now() where username = ${username}`;
    const asked = await askMadeUpPortal(page, servers, 'isle');
    await answerMadeUp(page, 'isle', asked, madeUpPerson(username));
    await page.getByRole('heading', { name: 'Your account is disabled' }).waitFor();
  },
  async 'saml-continue'(page, servers) {
    const fields = await unaskedAnswer('isle', madeUpPerson(portalUsername('csi-reps')));
    await bring(page, servers.url('isle', '/sso/saml/acs'), fields);
    await page.getByRole('button', { name: 'Continue as Alice Archer' }).waitFor();
  },
  async 'saml-continue-long'(page, servers) {
    const name = `Wilhelmina-Alexandrina ${'Featherstonehaugh'.repeat(6)}`;
    const fields = await unaskedAnswer('isle', madeUpPerson(portalUsername('csi-reps'), name));
    await bring(page, servers.url('isle', '/sso/saml/acs'), fields);
    await page.getByRole('button', { name: `Continue as ${name}` }).waitFor();
  },
  'saml-logout-refused': at('cove', '/sso/saml/slo?SAMLRequest=x'),
  'saml-logout-done': endedAtPortal,
  async 'saml-leaving'(page, servers) {
    await comeIn(page, servers, 'cove', portalUsername('csi-reps'));
    // The page stays where its way on is not taken.
    await page.route(
      (url) => url.pathname === '/summit/slo',
      (route) => route.abort('aborted'),
    );
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Signing you out' }).waitFor();
  },
  async 'user-link-saml'(page, servers) {
    const username = portalUsername('csi-reps');
    const { userId } = await person('dune', { username });
    await page.goto(servers.url('dune', '/sso/start'));
    await signInAtPortal(page, username);
    await page.getByRole('heading', { name: 'must be linked first' }).waitFor();
    await asAdministrator(page, servers, 'dune', `${USERS}/${userId}`);
  },
  'users-certificate': (page, servers) => asAdministrator(page, servers, 'ford', USERS),
};
