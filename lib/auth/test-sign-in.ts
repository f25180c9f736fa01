import { cookies } from 'next/headers';
import { currentScope } from '@/lib/auth/current-scope';
import { sessionIfAny } from '@/lib/auth/current-session';
import { keepAttempt } from '@/lib/auth/portal-attempts';
import { log } from '@/lib/log';
import { requestContext } from '@/lib/request-context';
import { beginSignIn } from '@/lib/sso/oidc/begin-sign-in';
import { faultOfProvider } from '@/lib/sso/oidc/provider-documents';
import { receiveAnswer } from '@/lib/sso/oidc/receive-answer';
import { PortalError } from '@/lib/sso/portal-error';
import type { OidcAttempt } from '@/lib/sso/sign-in-attempt';
import { reportCookie } from '@/lib/sso/sso-cookies';
import { isTestLinkGood, spendTestLink } from '@/lib/sso/test-links';
import { type TestReport, testReport } from '@/lib/sso/test-report';
import { findTestReport, keepTestReport } from '@/lib/sso/test-report-store';
import { randomSecret } from '@/lib/tokens';
import { isAdministrator } from '@/lib/utilities/tab-rules';
import type { OidcConnection } from '@/lib/utilities/utility';

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
  connection: OidcConnection,
  { link, mustBeFresh }: { link: string | null; mustBeFresh: boolean },
): Promise<string> {
  if (!(await mayTest(link))) return testPathWith(link);
  const by = (await isAdministratorHere()) ? 'administrator' : 'link';
  const begun = await beginAtPortal(connection, mustBeFresh, by);
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

async function beginAtPortal(
  connection: OidcConnection,
  mustBeFresh: boolean,
  by: TestReport['by'],
) {
  const unavailable = (detail: string) => ({ kind: 'unavailable' as const, detail });
  const purpose = { kind: 'test', reportSecret: randomSecret(), by } as const;
  const asked = { mustBeFresh, returnTo: testPath, purpose };
  try {
    const begun = await beginSignIn(currentScope(), connection, asked);
    // It may have been heard of a while ago only.
    const fault = await faultOfProvider(connection.issuer);
    return fault ? unavailable(fault.message) : { kind: 'begun' as const, ...begun };
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    return unavailable(error.message);
  }
}

/**
 * Receives the portal's answer to a test: makes its report and leaves it with this browser. Nobody is
 * signed in or out by it, whoever is signed in here.
 * @returns where the report is shown
 */
export async function reportAnswer(
  connection: OidcConnection,
  attempt: OidcAttempt,
  { reportSecret, by }: { reportSecret: string; by: TestReport['by'] },
  answer: URLSearchParams,
): Promise<string> {
  const scope = currentScope();
  const received = { ...attempt, mustBeFresh: false };
  const outcome = await receiveAnswer(scope, connection, received, answer);
  const { mustBeFresh } = attempt;
  const report = await testReport(scope, connection, { mustBeFresh, by }, outcome);
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
