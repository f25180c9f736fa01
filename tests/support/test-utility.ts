import { db } from '@/lib/db';
import { applyUtilities } from '@/lib/utilities/apply-utilities';
import type { SecretsByField } from '@/lib/utilities/secret-fields';
import type { Utility } from '@/lib/utilities/utility';
import { utilityById } from '@/lib/utilities/utility-by-host';
import { NOON } from '@/tests/support/test-scope';
import { documentOf, type Settings } from '@/tests/support/utility-settings';

/** Puts a utility into the database as `csi apply` does; of the same id again, it changes. */
export async function testUtility(
  settings: Settings = {},
  secrets: SecretsByField = {},
): Promise<Utility> {
  const document = documentOf(settings);
  const operator = {
    actor: { kind: 'operator' },
    clientAddress: null,
    userAgent: 'csi',
    requestId: 'test-apply',
    now: () => NOON,
  } as const;
  const outcome = await applyUtilities(operator, [{ document, files: {}, secrets }]);
  const utility = await utilityById(db(), document.utility);
  if (outcome.kind !== 'applied' || !utility) throw new Error(JSON.stringify(outcome));
  return utility;
}
