import { X509Certificate } from 'node:crypto';
import type { KeysAct } from '@/lib/audit/event-catalogue';
import { recordEvent } from '@/lib/audit/record-event';
import { type Database, db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { type MadeKey, makeKey } from '@/lib/sso/saml/make-certificate';
import {
  deleteServiceKeys,
  holdServiceKeys,
  insertServiceKey,
  listedKeys,
  moveServiceKeys,
} from '@/lib/sso/saml/service-key-store';
import type { KeyState, ListedKey } from '@/lib/sso/saml/service-keys';

/** What came of it, and the utility's keys as they are now. */
export type RollOutcome =
  | { kind: KeysAct; keys: ListedKey[] }
  /** The ones made before wait to be switched to. */
  | { kind: 'next_is_there'; keys: ListedKey[] }
  | { kind: 'no_next'; keys: ListedKey[] }
  /** Those of the time before the last switch are still published. */
  | { kind: 'former_is_there'; keys: ListedKey[] }
  | { kind: 'no_former'; keys: ListedKey[] }
  /** Somebody else did something to the keys while new ones were made. */
  | { kind: 'changed_meanwhile'; keys: ListedKey[] };

/**
 * Makes the utility's first key pairs, or the next ones, which are published and used to sign only
 * after {@link switchServiceKeys}: a portal that takes the metadata once a day then knows them.
 */
export async function makeServiceKeys(scope: Scope): Promise<RollOutcome> {
  const before = await keysNow(db(), scope);
  if (hasState(before, 'next')) return { kind: 'next_is_there', keys: before };
  const made = await newKeys(scope);
  return changingKeys(scope, async (tx, keys): Promise<RollOutcome> => {
    // What was to be made may be made already: two who make the first ones would make the next too.
    if (idsOf(keys) !== idsOf(before)) return { kind: 'changed_meanwhile', keys };
    const state = keys.length === 0 ? 'current' : 'next';
    await insertBoth(tx, scope, state, made);
    return done(tx, scope, state === 'next' ? 'made_next' : 'made', state);
  });
}

/** Makes a SAML utility's first key pairs where it has none at all. @returns whether it did */
export async function ensureServiceKeys(scope: Scope): Promise<boolean> {
  if (scope.utility.sso?.kind !== 'saml') return false;
  if ((await keysNow(db(), scope)).length > 0) return false;
  return (await makeServiceKeys(scope)).kind === 'made';
}

/** The next keys become current and sign; the current ones become former, and still open. */
export function switchServiceKeys(scope: Scope): Promise<RollOutcome> {
  return changingKeys(scope, async (tx, keys): Promise<RollOutcome> => {
    if (!hasState(keys, 'next')) return { kind: 'no_next', keys };
    if (hasState(keys, 'former')) return { kind: 'former_is_there', keys };
    const { utilityId } = scope.utility;
    await moveServiceKeys(tx, utilityId, 'current', 'former');
    await moveServiceKeys(tx, utilityId, 'next', 'current');
    return done(tx, scope, 'switched', 'current');
  });
}

/** The former keys go: they are not published any more, and what is encrypted for them opens no more. */
export function retireServiceKeys(scope: Scope): Promise<RollOutcome> {
  return changingKeys(scope, async (tx, keys): Promise<RollOutcome> => {
    const former = keys.filter(({ state }) => state === 'former');
    if (former.length === 0) return { kind: 'no_former', keys };
    await deleteServiceKeys(tx, scope.utility.utilityId, 'former');
    await tell(tx, scope, 'retired', former);
    return { kind: 'retired', keys: await keysNow(tx, scope) };
  });
}

/** SHA-256 of a certificate, as tools print it: hex in pairs with colons. */
export function fingerprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}

/** One after the other, on the very keys that were looked at. @throws where the utility is gone */
function changingKeys(
  scope: Scope,
  change: (tx: Database, keys: ListedKey[]) => Promise<RollOutcome>,
): Promise<RollOutcome> {
  return inTransaction(async (tx) => {
    const { utilityId } = scope.utility;
    if (!(await holdServiceKeys(tx, utilityId))) throw new Error(`${utilityId} was removed`);
    return change(tx, await keysNow(tx, scope));
  });
}

async function done(
  tx: Database,
  scope: Scope,
  act: KeysAct,
  concerned: KeyState,
): Promise<RollOutcome> {
  const keys = await keysNow(tx, scope);
  const told = keys.filter(({ state }) => state === concerned);
  await tell(tx, scope, act, told);
  return { kind: act, keys };
}

function tell(tx: Database, scope: Scope, act: KeysAct, concerned: ListedKey[]): Promise<void> {
  const certificates = concerned.map(({ purpose, certificate }) => ({
    purpose,
    sha256: fingerprintOf(certificate),
  }));
  return recordEvent(tx, scope, 'sso.keys_changed', null, { act, certificates });
}

async function newKeys({ utility: { name }, now }: Scope) {
  const [signing, encryption] = await Promise.all([
    makeKey({ name, purpose: 'signing', now: now() }),
    makeKey({ name, purpose: 'encryption', now: now() }),
  ]);
  return { signing, encryption };
}

async function insertBoth(
  tx: Database,
  { utility: { utilityId } }: Scope,
  state: KeyState,
  { signing, encryption }: Record<ListedKey['purpose'], MadeKey>,
): Promise<void> {
  await insertServiceKey(tx, utilityId, { purpose: 'signing', state, key: signing });
  await insertServiceKey(tx, utilityId, { purpose: 'encryption', state, key: encryption });
}

function keysNow(tx: Database, { utility }: Scope): Promise<ListedKey[]> {
  return listedKeys(tx, utility.utilityId);
}

function hasState(keys: readonly ListedKey[], wanted: KeyState): boolean {
  return keys.some(({ state }) => state === wanted);
}

function idsOf(keys: readonly ListedKey[]): string {
  return keys.map(({ keyId, state }) => `${keyId} ${state}`).join('\n');
}
