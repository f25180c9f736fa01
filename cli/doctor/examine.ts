import { checkAuthSecrets } from '@/cli/doctor/examine-auth-secret';
import { checkClock, checkDatabase, checkSchema } from '@/cli/doctor/examine-database';
import { checkMail } from '@/cli/doctor/examine-mail';
import { checkPortals } from '@/cli/doctor/examine-portals';
import { checkUtilities } from '@/cli/doctor/examine-utilities';
import type { Finding } from '@/cli/doctor/finding';
import { env } from '@/lib/env';

/** Every check in the order in which they build on each other; stops where the next would only echo. */
export async function examine(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of [checkSettings, checkDatabase, checkClock, checkSchema]) {
    const found = await check();
    findings.push(...found.findings);
    if (!found.goOn) return findings;
  }
  return [
    ...findings,
    ...(await checkAuthSecrets()),
    ...(await checkMail()),
    ...(await checkUtilities()),
    ...(await checkPortals()),
  ];
}

async function checkSettings(): Promise<{ findings: Finding[]; goOn: boolean }> {
  const subject = 'settings';
  try {
    env();
    return { findings: [{ state: 'ok', subject, message: 'complete' }], goOn: true };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const remedy = 'set the environment variables named here';
    return { findings: [{ state: 'fault', subject, message, remedy }], goOn: false };
  }
}
