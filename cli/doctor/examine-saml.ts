import { fault, type Trouble, warning } from '@/cli/doctor/finding';
import { keysAdvice } from '@/cli/doctor/keys-advice';
import { assertNever } from '@/lib/assert-never';
import { db } from '@/lib/db';
import { certificatesRunningOut, type RunningOut } from '@/lib/sso/expiring-certificates-rules';
import { samlDeadlines } from '@/lib/sso/expiring-certificates-store';
import { stepsToUsableKeys } from '@/lib/sso/saml/key-steps-rules';
import { isLookFault, lookFaultWords } from '@/lib/sso/saml/metadata-faults-rules';
import { type ProviderState, providerState } from '@/lib/sso/saml/provider-store';
import { listedKeys } from '@/lib/sso/saml/service-key-store';
import type { ListedKey } from '@/lib/sso/saml/service-keys';
import type { SamlConnection } from '@/lib/utilities/utility';

export interface SamlExamination {
  /** The portal's, or null where nobody knows. */
  entityId: string | null;
  troubles: Trouble[];
  /** What somebody who expects a change likes to see, and nobody needs to act on. */
  notes: string[];
}

/** Whether a utility's SAML portal is known as it is now, and everything that it takes lasts a while. */
export async function examineSaml(
  utilityId: string,
  connection: SamlConnection,
  now: Date,
): Promise<SamlExamination> {
  const state = await providerState(db(), utilityId);
  const keys = await listedKeys(db(), utilityId);
  const [found] = await samlDeadlines(db(), utilityId);
  const running = found ? certificatesRunningOut(found.deadlines, now) : [];
  const needsSigning = connection.signRequests || state?.provider?.wantsSignedRequests === true;
  return {
    entityId: state?.provider?.entityId ?? null,
    troubles: [
      ...metadataTroubles(utilityId, connection, state),
      ...keyTroubles(utilityId, keys, needsSigning),
      ...running.flatMap((one) => runningOutTrouble(utilityId, connection, one) ?? []),
    ],
    notes: running.flatMap((one) => note(one) ?? []),
  };
}

function metadataTroubles(
  utilityId: string,
  { metadataAddress }: SamlConnection,
  state: ProviderState | null,
): Trouble[] {
  const why = whyNot(state);
  const look = metadataAddress
    ? `see to ${metadataAddress}, then run: csi sso refresh ${utilityId}`
    : `get another file from who runs the portal, and apply the utility's YAML again`;
  if (!state?.provider) {
    return [fault(`its metadata has not been taken, and nobody can sign in${why}`, look)];
  }
  if (!state.fault) return [];
  const since = state.takenAt ? ` what was taken on ${day(state.takenAt)} goes on` : '';
  return [warning(`the last look at its metadata took nothing${why};${since}`, look)];
}

function whyNot(state: ProviderState | null): string {
  if (!state?.fault) return '';
  return `: ${isLookFault(state.fault) ? lookFaultWords(state.fault) : state.fault}`;
}

/** That of what is to be signed nothing is. Each key that cannot be opened is told with AUTH_SECRET too. */
function keyTroubles(utilityId: string, keys: ListedKey[], needsSigning: boolean): Trouble[] {
  const current = keys.find(({ purpose, state }) => purpose === 'signing' && state === 'current');
  if (current?.isUsable) return [];
  const told = needsSigning ? fault : warning;
  const what = needsSigning ? 'requests' : 'logouts';
  const advice = keysAdvice(utilityId, stepsToUsableKeys(keys));
  return current
    ? [
        told(
          `the key to sign ${what} with cannot be opened by AUTH_SECRET, and none is signed`,
          `put the older value back at the end of AUTH_SECRET, or run: ${advice}`,
        ),
      ]
    : [told(`there is no key to sign ${what} with`, `run: ${advice}`)];
}

function runningOutTrouble(
  utilityId: string,
  connection: SamlConnection,
  one: RunningOut,
): Trouble | null {
  const { whose, hasSuccessor, isOver } = one;
  const told = isOver ? fault : warning;
  switch (whose) {
    case 'portal':
      return hasSuccessor
        ? null
        : told(
            `the portal's last signing certificate ${when(one)}`,
            connection.metadataAddress
              ? 'ask who runs the portal to publish the next one in its metadata before it is used'
              : "ask who runs the portal for metadata with the next one, and apply the utility's YAML with it",
          );
    case 'metadata':
      // It is pinned by its key: nobody is refused for its date.
      return hasSuccessor
        ? null
        : warning(
            `the certificate that must have signed the metadata ${when(one)}`,
            'ask who runs the portal whether another one signs soon, and have sso.metadataCertificate hold both',
          );
    case 'service':
      return told(
        `our own SAML certificates ${when(one, 'many')}`,
        hasSuccessor
          ? `when the portal has taken our metadata, run: csi sso keys ${utilityId} --switch`
          : `run: csi sso keys ${utilityId} --new`,
      );
    case 'description':
      return told(
        `the portal's metadata ${when(one)} by its own word (validUntil); without it nobody can sign in`,
        connection.metadataAddress
          ? 'ask who runs the portal to publish it anew'
          : "ask who runs the portal for another file, and apply the utility's YAML with it",
      );
    default:
      return assertNever(whose);
  }
}

function note(one: RunningOut): string | null {
  const { whose, hasSuccessor } = one;
  if (!hasSuccessor || whose === 'service') return null;
  const what =
    whose === 'portal'
      ? "one of the portal's signing certificates"
      : 'a certificate of the metadata';
  return `${what} ${when(one)}; a newer one is known already`;
}

function when({ isOver, expiresAt }: RunningOut, number: 'one' | 'many' = 'one'): string {
  if (isOver) return `${number === 'one' ? 'has' : 'have'} run out on ${day(expiresAt)}`;
  return `${number === 'one' ? 'runs' : 'run'} out on ${day(expiresAt)}`;
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
