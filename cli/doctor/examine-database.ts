import { sql } from 'drizzle-orm';
import { describeError } from '@/cli/cli-error';
import type { Finding } from '@/cli/doctor/finding';
import { assertNever } from '@/lib/assert-never';
import { db } from '@/lib/db';
import { schemaVersion } from '@/lib/schema-version';

interface Check {
  findings: Finding[];
  /** Whether the checks that build on this one make sense. */
  goOn: boolean;
}

const OLDEST_POSTGRESQL = 14;
const MAX_CLOCK_DIFFERENCE_MS = 5_000;

export async function checkDatabase(): Promise<Check> {
  const subject = 'database';
  try {
    const [row] = await db().execute<{ number: number; version: string }>(sql`
      select current_setting('server_version_num')::int as number,
             current_setting('server_version') as version`);
    const message = `PostgreSQL ${row?.version}`;
    if (Math.floor((row?.number ?? 0) / 10_000) >= OLDEST_POSTGRESQL) return ok(subject, message);
    const remedy = `use PostgreSQL ${OLDEST_POSTGRESQL} or newer`;
    return { findings: [{ state: 'fault', subject, message, remedy }], goOn: true };
  } catch (error) {
    const remedy = 'start PostgreSQL, and check the address, user and password in DATABASE_URL';
    const message = describeError(error);
    return { findings: [{ state: 'fault', subject, message, remedy }], goOn: false };
  }
}

/** Expiry and idle times are compared by this machine, over instants that another may have written. */
export async function checkClock(): Promise<Check> {
  const before = Date.now();
  const [row] = await db().execute<{ at: string }>(
    sql`select extract(epoch from clock_timestamp()) * 1000 as at`,
  );
  const here = (before + Date.now()) / 2;
  const difference = Math.abs(Number(row?.at) - here);
  const subject = 'clock';
  if (difference <= MAX_CLOCK_DIFFERENCE_MS) return ok(subject, 'agrees with the database');
  const message = `differs from the database by ${Math.round(difference / 1000)} seconds`;
  const remedy = 'keep the clocks of this machine and of the database by NTP';
  return { findings: [{ state: 'fault', subject, message, remedy }], goOn: true };
}

export async function checkSchema(): Promise<Check> {
  const subject = 'tables';
  const version = await schemaVersion(db());
  switch (version.kind) {
    case 'current':
      return ok(subject, 'at this version');
    case 'ahead': {
      const message = 'at a newer version';
      const remedy = 'use that version of the program; in the middle of a roll-out this is normal';
      return { findings: [{ state: 'warning', subject, message, remedy }], goOn: true };
    }
    case 'behind': {
      const message = `${version.missing} migration(s) behind this version`;
      return behind(subject, message);
    }
    case 'empty':
      return behind(subject, 'there are none');
    default:
      return assertNever(version);
  }
}

function ok(subject: string, message: string): Check {
  return { findings: [{ state: 'ok', subject, message }], goOn: true };
}

function behind(subject: string, message: string): Check {
  const remedy = 'run: csi migrate';
  return { findings: [{ state: 'fault', subject, message, remedy }], goOn: false };
}
