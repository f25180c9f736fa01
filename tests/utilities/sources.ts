import { randomUUID } from 'node:crypto';
import { asc } from 'drizzle-orm';
import { auditEvents } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { applyUtilities, type InstallationScope } from '@/lib/utilities/apply-utilities';
import type { UtilitySource } from '@/lib/utilities/yaml-file';

export const scope: InstallationScope = {
  actor: { kind: 'operator' },
  clientAddress: null,
  userAgent: 'csi',
  requestId: randomUUID(),
  now: () => new Date('2026-03-01T12:00:00Z'),
};

export function source(
  utility: string,
  settings: Partial<UtilitySource['document']> = {},
  more: Partial<UtilitySource> = {},
): UtilitySource {
  const document = {
    utility,
    name: `The ${utility}`,
    domains: [`${utility}.example`] satisfies [string],
    ...settings,
  };
  return { document, files: {}, secrets: {}, ...more };
}

export const events = () =>
  db()
    .select({
      utility: auditEvents.utilityId,
      type: auditEvents.type,
      details: auditEvents.details,
      actor: auditEvents.actorKind,
    })
    .from(auditEvents)
    .orderBy(asc(auditEvents.eventId));

export async function plansOf(...sources: UtilitySource[]) {
  const outcome = await applyUtilities(scope, sources);
  return outcome.kind === 'applied' ? outcome.plans : outcome.conflicts;
}
