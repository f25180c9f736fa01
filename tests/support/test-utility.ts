import { db } from '@/lib/db';
import { takeConfiguredMetadata } from '@/lib/sso/saml/take-configured-metadata';
import { applyUtilities } from '@/lib/utilities/apply-utilities';
import type { FilesByField } from '@/lib/utilities/file-checks';
import type { SecretsByField } from '@/lib/utilities/secret-fields';
import type { Utility } from '@/lib/utilities/utility';
import { utilityById } from '@/lib/utilities/utility-by-host';
import { NOON } from '@/tests/support/test-scope';
import { documentOf, type Settings } from '@/tests/support/utility-settings';

/**
 * Puts a utility into the database as `csi apply` does, so that a SAML portal described by a file is live;
 * of the same id again, it changes.
 */
export async function testUtility(
  settings: Settings = {},
  secrets: SecretsByField = {},
  files: FilesByField = {},
): Promise<Utility> {
  const document = documentOf(settings);
  const operator = {
    actor: { kind: 'operator' },
    clientAddress: null,
    userAgent: 'csi',
    requestId: 'test-apply',
    now: () => NOON,
  } as const;
  const outcome = await applyUtilities(operator, [{ document, files, secrets }], {
    onWritten: takeConfiguredMetadata,
  });
  const utility = await utilityById(db(), document.utility);
  if (outcome.kind !== 'applied' || !utility) throw new Error(JSON.stringify(outcome));
  return utility;
}
