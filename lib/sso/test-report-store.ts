import { and, eq, gt, sql } from 'drizzle-orm';
import { ssoTestReports } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { REPORT_SECONDS } from '@/lib/sso/sso-cookies';
import type { TestReport } from '@/lib/sso/test-report';
import { secretHash } from '@/lib/tokens';

/** Of {@link TestReport}: during an update of the product a report may be read by another version. */
const FORM = 4;

/**
 * Keeps a report for 15 minutes, for the browser that has the secret. An answer that a browser sends
 * twice at once is refused the second time; what the first came to is what stands.
 */
export async function keepTestReport(
  { utility, now }: Scope,
  secret: string,
  report: TestReport,
): Promise<void> {
  const { utilityId } = utility;
  const expiresAt = new Date(now().getTime() + REPORT_SECONDS * 1000);
  const kept = { report: { form: FORM, ...report }, expiresAt };
  const isSecond = report.verdict.kind === 'refused' && report.verdict.fault === 'used_already';
  await db()
    .insert(ssoTestReports)
    .values({ utilityId, secretHash: secretHash(secret), ...kept })
    .onConflictDoUpdate({
      target: [ssoTestReports.utilityId, ssoTestReports.secretHash],
      set: kept,
      setWhere: sql`${!isSecond}`,
    });
}

/** The report under a secret, or null where there is none of this utility, or none any more. */
export async function findTestReport(
  { utility, now }: Scope,
  secret: string,
): Promise<TestReport | null> {
  const [row] = await db()
    .select({ report: ssoTestReports.report })
    .from(ssoTestReports)
    .where(
      and(
        eq(ssoTestReports.utilityId, utility.utilityId),
        eq(ssoTestReports.secretHash, secretHash(secret)),
        gt(ssoTestReports.expiresAt, now()),
      ),
    );
  const report = row?.report as (TestReport & { form: number }) | undefined;
  return report?.form === FORM ? report : null;
}
