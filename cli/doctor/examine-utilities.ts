import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { and, arrayContains, isNull } from 'drizzle-orm';
import type { Finding } from '@/cli/doctor/finding';
import { users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { schemeOf } from '@/lib/utilities/utility';
import type { UtilityDocument } from '@/lib/utilities/utility-document';
import { readDocument, storedDocuments } from '@/lib/utilities/utility-store';

/** Each utility: its settings are understood, its domains resolve, somebody administers it. */
export async function checkUtilities(): Promise<Finding[]> {
  const stored = await storedDocuments(db());
  if (stored.size === 0) {
    const remedy = 'write its YAML and run: csi apply FILE';
    return [{ state: 'warning', subject: 'utilities', message: 'there is none', remedy }];
  }
  const administered = await utilitiesWithAdministrator();
  const findings = await Promise.all(
    [...stored].map(([utilityId, raw]) => checkUtility(utilityId, raw, administered)),
  );
  return findings.flat();
}

async function checkUtility(
  utilityId: string,
  raw: unknown,
  administered: ReadonlySet<string>,
): Promise<Finding[]> {
  const document = readOrFault(utilityId, raw);
  if ('state' in document) return [document];
  const found = [
    ...administratorFindings(document, administered.has(utilityId)),
    ...(await domainFindings(document)),
  ];
  if (found.length > 0) return found;
  return [{ state: 'ok', subject: `utility ${utilityId}`, message: document.domains.join(', ') }];
}

function readOrFault(utilityId: string, raw: unknown): UtilityDocument | Finding {
  try {
    return readDocument(utilityId, raw);
  } catch (error) {
    return {
      state: 'fault',
      subject: `utility ${utilityId}`,
      message: error instanceof Error ? error.message : String(error),
      remedy: "apply the utility's YAML again",
    };
  }
}

/** Locked administrators count, disabled ones do not. */
async function utilitiesWithAdministrator(): Promise<Set<string>> {
  const rows = await db()
    .selectDistinct({ utilityId: users.utilityId })
    .from(users)
    .where(and(arrayContains(users.roles, ['CSA']), isNull(users.disabledAt)));
  return new Set(rows.map(({ utilityId }) => utilityId));
}

function administratorFindings(document: UtilityDocument, hasAdministrator: boolean): Finding[] {
  // At a utility with SSO alone the portal says who administers it.
  if (hasAdministrator || document.signIn === 'sso') return [];
  return [
    {
      state: 'warning',
      subject: `utility ${document.utility}`,
      message: 'has no active Customer Service Administrator',
      remedy: `run: csi user add --utility ${document.utility} --role CSA …`,
    },
  ];
}

/** Only warnings: this machine may not see the names that browsers see. */
async function domainFindings({ utility, domains }: UtilityDocument): Promise<Finding[]> {
  const resolved = await Promise.all(domains.map(resolves));
  return domains
    .filter((_, position) => !resolved[position])
    .map((domain) => ({
      state: 'warning',
      subject: `utility ${utility}`,
      message: `${domain} has no address in DNS`,
      remedy: "add an A, AAAA or CNAME record, or correct the utility's domains",
    }));
}

async function resolves(domain: string): Promise<boolean> {
  const host = domain.replace(/:\d+$/, '');
  // Names under localhost are the browser's own affair.
  if (schemeOf(domain) === 'http' || isIP(host)) return true;
  return lookup(host).then(
    () => true,
    () => false,
  );
}
