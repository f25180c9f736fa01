import { cookies } from 'next/headers';
import { currentScope } from '@/lib/auth/current-scope';
import { sessionIfAny } from '@/lib/auth/current-session';
import { keepAttempt } from '@/lib/auth/portal-attempts';
import { log } from '@/lib/log';
import { requestContext } from '@/lib/request-context';
import { beginAtPortal, faultOfPortal } from '@/lib/sso/begin-at-portal';
import { PortalError } from '@/lib/sso/portal-error';
import type { SignInAttempt } from '@/lib/sso/sign-in-attempt';
import { reportCookie } from '@/lib/sso/sso-cookies';
import { isTestLinkGood, spendTestLink } from '@/lib/sso/test-links';
import { type TestOutcome, type TestReport, testReport } from '@/lib/sso/test-report';
import { findTestReport, keepTestReport } from '@/lib/sso/test-report-store';
import { randomSecret } from '@/lib/tokens';
import { isAdministrator } from '@/lib/utilities/tab-rules';
import type { PortalConnection } from '@/lib/utilities/utility';

const testPath = '/sso/test';

/** The page of the test sign-in, for somebody who came by a link too. */
export function testPathWith(link: string | null): string {
  return link ? `${testPath}?${new URLSearchParams({ link })}` : testPath;
}

/** Whether this browser may begin a test: an administrator's, or one that holds a link. Uses nothing up. */
export async function mayTest(link: string | null): Promise<boolean> {
  if (await isAdministratorHere()) return true;
  return link !== null && (await isTestLinkGood(currentScope(), link));
}

/** Whether a Customer Service Administrator is signed in here who may do as they please. */
export async function isAdministratorHere(): Promise<boolean> {
  const session = await sessionIfAny();
  return session !== null && !session.passwordDuty && isAdministrator(session.person.roles);
}

/**
 * Begins a test sign-in. Where the portal does not answer, that is the report, and a link stays good.
 * @returns where the browser goes next: to the portal, or back to the page, which says why
 */
export async function beginTest(
  connection: PortalConnection,
  { link, mustBeFresh }: { link: string | null; mustBeFresh: boolean },
): Promise<string> {
  if (!(await mayTest(link))) return testPathWith(link);
  const by = (await isAdministratorHere()) ? 'administrator' : 'link';
  const begun = await beginThere(connection, mustBeFresh, by);
  if (begun.kind === 'unavailable') {
    const secret = randomSecret();
    const report = await testReport(currentScope(), connection, { mustBeFresh, by }, begun);
    await leaveReport(secret, report);
    return testPathWith(link);
  }
  // Of several that bring the same link at once, one begins.
  const isOurs = by === 'administrator' || (await spendTestLink(currentScope(), link ?? ''));
  if (!isOurs) return testPathWith(link);
  await keepAttempt(begun.attempt);
  return begun.address;
}

async function beginThere(
  connection: PortalConnection,
  mustBeFresh: boolean,
  by: TestReport['by'],
) {
  const unavailable = (detail: string) => ({ kind: 'unavailable' as const, detail });
  const purpose = { kind: 'test', reportSecret: randomSecret(), by } as const;
  const asked = { mustBeFresh, returnTo: testPath, purpose };
  try {
    const begun = await beginAtPortal(currentScope(), connection, asked);
    // It may have been heard of a while ago only.
    const fault = await faultOfPortal(connection);
    return fault ? unavailable(fault.message) : { kind: 'begun' as const, ...begun };
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    return unavailable(error.message);
  }
}

/**
 * Makes the report of a test from what its answer came to, and leaves it with this browser. Nobody is signed in
 * or out by it, whoever is signed in here.
 * @returns where the report is shown
 */
export async function reportOutcome(
  connection: PortalConnection,
  { mustBeFresh, purpose }: SignInAttempt,
  outcome: TestOutcome,
): Promise<string> {
  if (purpose.kind !== 'test') throw new Error('An attempt that is no test has no report.');
  const { reportSecret, by } = purpose;
  const report = await testReport(currentScope(), connection, { mustBeFresh, by }, outcome);
  await leaveReport(reportSecret, report);
  return testPath;
}

async function leaveReport(secret: string, report: TestReport): Promise<void> {
  await keepTestReport(currentScope(), secret, report);
  const { name, options } = reportCookie(requestContext().domain);
  (await cookies()).set(name, secret, options);
  const { verdict } = report;
  const why = 'detail' in verdict ? { detail: verdict.detail } : {};
  log().info({ ssoTest: verdict.kind, ...why }, 'a test sign-in was reported');
}

/**
 * The report of this browser's last test, for 15 minutes; an administrator's only while one is signed in
 * here, since the next person at this computer has the same browser.
 */
export async function heldReport(): Promise<TestReport | null> {
  const { name } = reportCookie(requestContext().domain);
  const secret = (await cookies()).get(name)?.value;
  const report = secret ? await findTestReport(currentScope(), secret) : null;
  return report?.by === 'administrator' && !(await isAdministratorHere()) ? null : report;
}
