import type { Page } from '@playwright/test';
import { db } from '@/lib/db';
import { openSession } from '@/lib/session/session-store';
import type { Arrive } from '@/tests/e2e/support/arrive';
import { type Person, person } from '@/tests/e2e/support/people';
import type { Servers } from '@/tests/e2e/support/servers';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { operatorAt } from '@/tests/e2e/support/utilities';

export const SESSIONS = '/sessions';

const SAFARI_ON_IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1';

const FIREFOX_ON_WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0';

/** Opens a session of somebody at another device, of which nobody has the cookie. */
export async function signedInElsewhere(
  { utility, userId }: Person,
  userAgent: string,
  clientAddress = '203.0.113.9',
): Promise<string> {
  const scope = { ...(await operatorAt(utility)), userAgent, clientAddress };
  return (await openSession(db(), scope, userId, 'password')).sessionId;
}

/** A person's page of sessions, where they are signed in at these devices too. */
async function atSessions(page: Page, servers: Servers, userAgents: string[]): Promise<void> {
  const dana = await person('harbor', { roles: ['CSA', 'BILL_ADVISOR'] });
  for (const userAgent of userAgents) await signedInElsewhere(dana, userAgent);
  await signedInElsewhere(dana, 'curl/8.5.0', '2001:db8:4006:812::200e:85a3:8d3:7344');
  await page.goto(servers.url('harbor', SESSIONS));
  await fillAndSignIn(page, dana);
  await page.getByText('This session').waitFor();
}

/** Where somebody is signed in. */
export const SESSION_STATES: Record<string, Arrive> = {
  sessions: (page, servers) => atSessions(page, servers, [FIREFOX_ON_WINDOWS, SAFARI_ON_IPHONE]),
  async 'sessions-ended'(page, servers) {
    await atSessions(page, servers, [SAFARI_ON_IPHONE]);
    await page.getByRole('button', { name: 'Safari on an iPhone' }).click();
    await page.getByText('That session is over').waitFor();
  },
  async 'sessions-alone'(page, servers) {
    await atSessions(page, servers, [FIREFOX_ON_WINDOWS]);
    await page.getByRole('button', { name: 'End all other sessions' }).click();
    await page.getByText('2 other sessions are over').waitFor();
  },
};
