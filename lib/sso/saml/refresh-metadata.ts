import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { recordEvent } from '@/lib/audit/record-event';
import { type Database, db, inTransaction } from '@/lib/db';
import { log } from '@/lib/log';
import type { Scope } from '@/lib/scope';
import type { Resolve } from '@/lib/sso/portal-connect';
import { utilitiesDue } from '@/lib/sso/saml/due-store';
import {
  beginLook,
  type Look,
  type Seen,
  see,
  settingsNow,
} from '@/lib/sso/saml/look-for-metadata';
import { pauseAfterFault, pauseAfterTaking } from '@/lib/sso/saml/look-rules';
import type { LookFault } from '@/lib/sso/saml/metadata-faults-rules';
import {
  liveProvider,
  noteLookFault,
  providerState,
  takeProvider,
} from '@/lib/sso/saml/provider-store';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import { changeProvider, type WaysIn } from '@/lib/sso/ways-in';
import { holdSettings } from '@/lib/utilities/utilities-lock';

/** What came of a look for newer metadata. */
export type Refreshed =
  | {
      kind: 'taken';
      provider: SamlProvider;
      isNew: boolean;
      nextAt: Date | null;
      /** What it does to those who sign in there, where another provider is the portal. */
      waysIn: WaysIn | null;
    }
  /** Nothing was taken: what is live, if anything, stays. */
  | { kind: 'refused'; fault: LookFault; detail: string; live: SamlProvider | null }
  /** The settings were changed meanwhile, or somebody looked again. */
  | { kind: 'overtaken' };

/** Looks at once; a slow portal keeps nobody else's waiting. */
const AT_ONCE = 4;

/**
 * Looks for newer metadata of every portal where it is time. Any number of servers may do so: each look is
 * claimed by one.
 *
 * @param now for everything
 */
export async function refreshDueMetadata(
  now: () => Date,
  stopping: AbortSignal,
  resolve?: Resolve,
): Promise<void> {
  const waiting = await utilitiesDue(db(), now());
  const work = async () => {
    for (let utilityId = waiting.shift(); utilityId; utilityId = waiting.shift()) {
      if (stopping.aborted) return;
      await refreshOne(utilityId, now, stopping, resolve);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** One that fails for a reason of ours takes no other along. */
async function refreshOne(
  utilityId: string,
  now: () => Date,
  signal: AbortSignal,
  resolve?: Resolve,
): Promise<void> {
  try {
    const look = await beginLook(utilityId, now());
    if (!look) return;
    const scope = systemScope(look, now);
    await settle(scope, look, await see(db(), look, now(), { signal, resolve }), false);
  } catch (error) {
    if (!signal.aborted)
      log().warn({ err: error, utility: utilityId }, 'a look for metadata failed');
  }
}

function systemScope({ utility }: Look, now: () => Date): Scope {
  return {
    utility,
    actor: { kind: 'system' },
    clientAddress: null,
    userAgent: '',
    requestId: randomUUID(),
    now,
  };
}

/**
 * Looks for newer metadata of the utility's portal now, whenever it was looked for last.
 *
 * @param takesNewProvider whether another provider at the same address is to be the portal from now on:
 *   sessions that came from the one before end
 * @returns null where the utility has no SAML portal, or its settings are being changed
 */
export async function refreshMetadata(
  scope: Scope,
  { takesNewProvider = false, resolve }: { takesNewProvider?: boolean; resolve?: Resolve } = {},
): Promise<Refreshed | null> {
  const look = await beginLook(scope.utility.utilityId, scope.now(), true);
  if (!look) return null;
  const seen = await see(db(), look, scope.now(), { resolve });
  return settle({ ...scope, utility: look.utility }, look, seen, takesNewProvider);
}

/**
 * Puts what was seen in the place of what is live, or nothing where it is not good: bad never replaces good.
 * Nobody is let in meanwhile, so that none slips in by a provider that goes.
 */
async function settle(
  scope: Scope,
  look: Look,
  seen: Seen,
  takesNewProvider: boolean,
): Promise<Refreshed> {
  const refreshed = await inTransaction(async (tx): Promise<Refreshed> => {
    const { utilityId } = look.utility;
    await holdSettings(tx, utilityId);
    const state = await providerState(tx, utilityId);
    const isMine = state?.dueAt?.getTime() === look.leasedUntil.getTime();
    const isCurrent = (await settingsNow(tx, utilityId))?.source === look.source;
    if (!state || !isMine || !isCurrent) return { kind: 'overtaken' };
    const before = state.provider;
    if (seen.kind === 'refused') return refuse(tx, scope, look, seen);
    const { provider } = seen;
    const isOther = before !== null && before.entityId !== provider.entityId;
    if (isOther && !takesNewProvider) {
      const detail = `${provider.entityId} in place of ${before.entityId}`;
      return refuse(tx, scope, look, { fault: 'another_provider', detail });
    }
    const isSame = before?.entityId === provider.entityId;
    const waysIn = isSame ? null : await becomeProvider(tx, scope, before, provider);
    const nextAt = look.address
      ? new Date(scope.now().getTime() + pauseAfterTaking({ ...seen, ...provider }, scope.now()))
      : null;
    const { source } = look;
    await takeProvider(
      tx,
      utilityId,
      { provider, source, digest: seen.digest, dueAt: nextAt },
      scope.now(),
    );
    const isNew = !isDeepStrictEqual(before, provider);
    return { kind: 'taken', provider, isNew, nextAt, waysIn };
  });
  tell(look, refreshed);
  return refreshed;
}

async function refuse(
  tx: Database,
  { now }: Scope,
  { utility: { utilityId }, address, pausedMs }: Look,
  { fault, detail }: { fault: LookFault; detail: string },
): Promise<Refreshed> {
  const dueAt = address ? new Date(now().getTime() + pauseAfterFault(pausedMs)) : null;
  await noteLookFault(tx, utilityId, { fault, dueAt }, now());
  return { kind: 'refused', fault, detail, live: await liveProvider(tx, utilityId, now()) };
}

async function becomeProvider(
  tx: Database,
  scope: Scope,
  before: SamlProvider | null,
  { entityId }: SamlProvider,
): Promise<WaysIn | null> {
  const from = before?.entityId ?? null;
  if (from !== null) {
    const changes = [{ setting: 'sso.metadata', from, to: entityId }];
    await recordEvent(tx, scope, 'utility.changed', null, { changes });
  }
  return changeProvider(tx, scope, { from, to: entityId });
}

function tell({ utility: { utilityId: utility } }: Look, refreshed: Refreshed): void {
  if (refreshed.kind === 'refused') {
    const { fault, detail } = refreshed;
    log().warn({ utility, fault, detail }, 'the metadata of a portal was not taken');
  } else if (refreshed.kind === 'taken' && refreshed.isNew) {
    const { entityId, certificates } = refreshed.provider;
    log().info(
      { utility, entityId, certificates: certificates.length },
      'newer metadata of a portal is live',
    );
  }
}
