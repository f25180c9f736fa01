import type { Database } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import { samlProviderName } from '@/lib/sso/provider-name-rules';
import { keepArrival } from '@/lib/sso/saml/arrival-store';
import type { VerifiedAnswer } from '@/lib/sso/saml/kept-arrival';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import type { Verified } from '@/lib/sso/saml/verify-arrived';
import { spendOnce } from '@/lib/sso/used-store';

/**
 * Uses a verified assertion up and keeps what it says, for the browser whose answer it is; in the transaction
 * that uses its request up, where it has one.
 *
 * @returns the one-time handle under which it is kept
 * @throws AnswerRefused where the assertion was used already
 */
export async function spendAndKeep(
  tx: Database,
  scope: Scope,
  { entityId }: SamlProvider,
  { said }: Verified,
  forWhom: Pick<VerifiedAnswer, 'request' | 'target' | 'evidence'>,
): Promise<string> {
  const name = JSON.stringify([entityId, said.id]);
  if (!(await spendOnce(tx, scope.utility.utilityId, 'assertion', name, said.outlivedAt))) {
    throw new AnswerRefused('used_already', 'the assertion was used already');
  }
  return keepArrival(tx, scope, {
    kind: 'verified',
    provider: samlProviderName(entityId),
    nameId: said.nameId,
    attributes: said.attributes,
    sessionIndex: said.sessionIndex,
    issuedAt: said.issuedAt.getTime(),
    authnInstant: said.authnInstant.getTime(),
    receivedAt: scope.now().getTime(),
    ...forWhom,
  });
}
