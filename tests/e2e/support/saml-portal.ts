import type { Page } from '@playwright/test';
import { type Portal, startPortal } from '@/demo/portal/portal';
import { makePortalKey } from '@/demo/portal/summit-key';
import { refreshMetadata } from '@/lib/sso/saml/refresh-metadata';
import { ensureServiceKeys } from '@/lib/sso/saml/roll-service-keys';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';
import { type Installation, theInstallation } from '@/tests/e2e/support/installation';
import { madeUpProvider } from '@/tests/e2e/support/made-up-portal';
import { findTestPerson, GROUPS } from '@/tests/e2e/support/portal';
import type { Servers } from '@/tests/e2e/support/servers';
import {
  domainOf,
  operatorAt,
  utilitiesWithSaml,
  WITH_SAML_PORTAL,
} from '@/tests/e2e/support/utilities';
import type { How, ReadMessage, SamlPerson } from '@/tests/support/saml-provider';

/** With a portal that can be asked, by SAML. */
export type WithSamlPortal = (typeof WITH_SAML_PORTAL)[number];

/** The demo's SAML portal once for each utility that has one, with as many people as tests make up. */
export function startSamlPortals({ ports: [port], samlPorts }: Installation): Promise<Portal[]> {
  return Promise.all(
    WITH_SAML_PORTAL.map(async (utility) =>
      startPortal({
        port: samlPorts[utility],
        clients: [],
        summit: {
          service: `http://${domainOf(utility, port)}/sso/saml/metadata`,
          key: await makePortalKey(),
        },
        findPerson: findTestPerson,
      }),
    ),
  );
}

/** Makes the keys of our side, and reads what the portals say of themselves. */
export async function connectToSamlPortals(): Promise<void> {
  for (const utility of utilitiesWithSaml()) await ensureServiceKeys(await operatorAt(utility));
  for (const utility of WITH_SAML_PORTAL) {
    const refreshed = await refreshMetadata(await operatorAt(utility));
    if (refreshed?.kind !== 'taken') throw new Error(JSON.stringify(refreshed));
  }
}

/** A page of a utility's real portal. */
export function samlPortal(utility: WithSamlPortal, path = '/home'): string {
  return `http://localhost:${theInstallation().samlPorts[utility]}/summit${path}`;
}

/** Presses what the portal's own script presses where there is script. */
export async function goOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** The portal of a utility at which nobody is but the test. */
export function madeUpPortal(utility: 'isle' | 'ford') {
  return madeUpProvider(utility, theInstallation());
}

/** Whom such a portal speaks of: the same person for the same username. */
export function madeUpPerson(username: string, fullName = 'Alice Archer'): SamlPerson {
  const groups = GROUPS.filter((group) => username.includes(group));
  return {
    nameId: `subject-of-${username}`,
    attributes: [
      { name: 'uid', values: [username] },
      { name: 'displayName', values: [fullName] },
      { name: 'mail', values: [`${username}@mail.example`] },
      { name: 'memberOf', values: groups },
    ],
  };
}

/** Begins a sign-in, and stays at the portal with what it was asked. */
export async function askMadeUpPortal(
  page: Page,
  servers: Servers,
  utility: 'isle' | 'ford',
  path = '/home',
): Promise<ReadMessage> {
  const { signInAddress, readRequest } = madeUpPortal(utility);
  const query = new URLSearchParams({ returnTo: path });
  await page.goto(servers.url(utility, `/sso/start?${query}`));
  await page.waitForURL((url) => url.href.startsWith(signInAddress));
  return readRequest(page.url());
}

/** Such a portal's answer to what it was asked. */
export async function answerMadeUp(
  page: Page,
  utility: 'isle' | 'ford',
  asked: ReadMessage,
  person: SamlPerson,
  how: How = {},
): Promise<void> {
  await bring(page, asked.acs, madeUpPortal(utility).respond(asked, person, how));
}

/** An answer of such a portal that nobody asked for, and where it leads. */
export async function unaskedAnswer(
  utility: 'isle' | 'ford',
  person: SamlPerson,
  how: How = {},
): Promise<Fields> {
  const { utility: settings } = await operatorAt(utility);
  const { entityId: issuer, consumer: acs } = samlAddresses(settings);
  const { SAMLResponse, RelayState } = madeUpPortal(utility).respond(
    { id: null, issuer, acs },
    person,
    how,
  );
  return { SAMLResponse, ...(RelayState === undefined ? {} : { RelayState }) };
}

/** Comes in by such a portal. */
export async function comeInMadeUp(
  page: Page,
  servers: Servers,
  utility: 'isle' | 'ford',
  username: string,
  path = '/home',
): Promise<void> {
  const asked = await askMadeUpPortal(page, servers, utility, path);
  await answerMadeUp(page, utility, asked, madeUpPerson(username));
  await page.waitForURL(servers.url(utility, path));
}

interface Fields {
  SAMLResponse: string;
  RelayState?: string;
}

/** A page of another site that makes the browser post a form to us. */
export async function bring(page: Page, action: string, fields: Fields): Promise<void> {
  const site = `http://localhost:${theInstallation().madeUpPort}/send`;
  const { SAMLResponse, RelayState } = fields;
  const inputs = Object.entries({ SAMLResponse, RelayState }).flatMap(([name, value]) =>
    value === undefined ? [] : `<input type="hidden" name="${name}" value="${escaped(value)}">`,
  );
  const form = `<form method="post" action="${escaped(action)}">${inputs.join('')}<button>Send</button></form>`;
  const body = `<!doctype html><html lang="en"><title>Send</title>${form}`;
  await page.route(site, (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(site);
  await page.unroute(site);
  await page.getByRole('button', { name: 'Send' }).click();
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
