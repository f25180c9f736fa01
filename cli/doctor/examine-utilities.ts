import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Finding } from '@/cli/doctor/finding';
import { hasAdministrator } from '@/lib/accounts/administrators';
import { db } from '@/lib/db';
import { schemeOf } from '@/lib/utilities/utility';
import { toUtility } from '@/lib/utilities/utility-defaults';
import type { UtilityDocument } from '@/lib/utilities/utility-document';
import { readDocument, storedDocuments } from '@/lib/utilities/utility-store';

/** Each utility: its settings are understood, its domains resolve, somebody administers it. */
export async function checkUtilities(): Promise<Finding[]> {
  const stored = await storedDocuments(db());
  if (stored.size === 0) {
    const remedy = 'write its YAML and run: csi apply FILE';
    return [{ state: 'warning', subject: 'utilities', message: 'there is none', remedy }];
  }
  const findings = await Promise.all(
    [...stored].map(([utilityId, raw]) => checkUtility(utilityId, raw)),
  );
  return findings.flat();
}

async function checkUtility(utilityId: string, raw: unknown): Promise<Finding[]> {
  const document = readOrFault(utilityId, raw);
  if ('state' in document) return [document];
  const found = [...(await administratorFindings(document)), ...(await domainFindings(document))];
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

/** Somebody who can sign in today, but for a lock, in the way that the utility has. */
async function administratorFindings(document: UtilityDocument): Promise<Finding[]> {
  const utility = toUtility(document, {});
  if (await hasAdministrator(db(), { utility, now: () => new Date() })) return [];
  const { utilityId, signIn } = utility;
  return [
    {
      state: 'warning',
      subject: `utility ${utilityId}`,
      message: 'has no active Customer Service Administrator who can sign in',
      remedy:
        signIn === 'standalone'
          ? `run: csi user add --utility ${utilityId} --role CSA …`
          : `let somebody of a group under sso.roles.CSA come in, or run: csi user add --utility ${utilityId} --role CSA --sso …`,
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
