import { type Account, noteSignIn } from '@/lib/accounts/account-store';
import type { SsoRefusal } from '@/lib/audit/event-catalogue';
import { recordEvent } from '@/lib/audit/record-event';
import { type Database, inTransaction } from '@/lib/db';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import { endSession, endSessionsOf } from '@/lib/session/session-end-store';
import { openSession } from '@/lib/session/session-store';
import { accountOf, type FoundHow } from '@/lib/sso/account-of-arrival';
import { SettingsChanging, untilNothingIsInTheWay } from '@/lib/sso/admission-retry';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import { hasEndedAtPortal } from '@/lib/sso/ended-portal-sessions';
import { isLivePortal } from '@/lib/sso/live-portal';
import type { PortalPerson } from '@/lib/sso/portal-person';
import { keepPortalSession } from '@/lib/sso/portal-session-store';
import { refreshAccount, takeRoles } from '@/lib/sso/refresh-account';
import { type NameIdNames, TRANSIENT } from '@/lib/sso/saml/name-id';
import { rememberAddress } from '@/lib/throttle/throttle-store';
import { tryKeepSettings } from '@/lib/utilities/utilities-lock';
import { findUtility } from '@/lib/utilities/utility-store';

export type Admission =
  | { kind: 'signed_in'; account: Account; how: FoundHow; sessionId: string; sessionSecret: string }
  | NotAdmitted;

type NotAdmitted =
  | { kind: 'not_admitted'; reason: SsoRefusal }
  /** What the portal vouched for is not so any more. */
  | { kind: 'refused'; fault: AnswerFault; detail: string };

/** As {@link Admission}, of a session that there is not. */
export type Foreseen =
  | Omit<Extract<Admission, { kind: 'signed_in' }>, 'sessionId' | 'sessionSecret'>
  | NotAdmitted;

/** Somebody the portal vouches for, and the portal's session that they came from. */
export interface Arriving {
  person: PortalPerson;
  /** As the portal's own messages name the person, whatever attribute the mapping takes for it. */
  portalSubject: string;
  /** When the portal vouched for them, by its own clock. */
  issuedAt: Date;
  portalSession: string | null;
  idToken: string | null;
  nameId: NameIdNames | null;
}

/**
 * Lets somebody in for whom the utility's portal vouches: finds or makes the account, brings it up to
 * date, and opens a session. A lock keeps nobody out here, since a stranger's guesses at a password say
 * nothing about who came from the portal; a disabled account keeps everybody out.
 *
 * @param replaced in whose session this browser signs in again; that session ends with success
 */
export async function admitPerson(
  scope: Scope,
  arriving: Arriving,
  replaced: Scope | null,
): Promise<Admission> {
  const outcome = await untilNothingIsInTheWay(() =>
    inTransaction((tx) => admitIn(tx, scope, arriving, replaced)),
  );
  if (outcome.kind === 'signed_in') metrics().ssoSignIns.inc({ outcome: outcome.kind });
  return outcome;
}

/** What {@link admitPerson} would come to, and nothing of it done. */
export async function foreseeAdmission(scope: Scope, arriving: Arriving): Promise<Foreseen> {
  return untilNothingIsInTheWay(async () => {
    let foreseen: Foreseen | undefined;
    try {
      await inTransaction(async (tx) => {
        foreseen = await admitIn(tx, scope, arriving, null);
        throw new NothingDone();
      });
    } catch (error) {
      if (!(error instanceof NothingDone)) throw error;
    }
    if (!foreseen) throw new Error('Nothing was foreseen.');
    return foreseen;
  });
}

class NothingDone extends Error {}

async function admitIn(
  tx: Database,
  scope: Scope,
  arriving: Arriving,
  replaced: Scope | null,
): Promise<Admission> {
  const { person, portalSubject, portalSession, idToken, nameId } = arriving;
  const past = await whatIsPast(tx, scope, arriving);
  if (past) return past;
  if (isTransient(arriving)) return refuse(tx, scope, null, 'subject_changes');
  const found = await accountOf(tx, scope, person);
  if (found.kind === 'refused') return refuse(tx, scope, found.account, found.reason);
  const { account } = found;
  if (account.disabledAt) return refuse(tx, scope, account, 'disabled');
  if (person.roles.length === 0) {
    await loseRoles(tx, scope, account);
    return refuse(tx, scope, account, 'no_role');
  }
  const current = await refreshAccount(tx, scope, account, person);
  const { utilityId, userId, username } = current;
  const now = scope.now();
  await endReplaced(tx, replaced);
  const { sessionId, secret } = await openSession(tx, scope, userId, 'sso');
  await keepPortalSession(tx, {
    utilityId,
    sessionId,
    provider: person.provider,
    subject: portalSubject,
    portalSession,
    idToken,
    nameId,
  });
  const actor = { kind: 'person', userId, username, sessionId } as const;
  await Promise.all([
    noteSignIn(tx, utilityId, userId, now),
    scope.clientAddress ? rememberAddress(tx, utilityId, scope.clientAddress, now) : null,
    recordEvent(tx, { ...scope, actor }, 'sign_in.succeeded', current, {
      method: 'sso',
      temporaryPassword: false,
    }),
  ]);
  return {
    kind: 'signed_in',
    account: current,
    how: found.how,
    sessionId,
    sessionSecret: secret,
  };
}

/**
 * Whether anything has happened since the portal was asked that takes its answer back: another provider
 * was put in its place, which ended the sessions of the one before, or the portal has told already that
 * the very session is over. The utility's settings stay as they are until this transaction ends.
 */
async function whatIsPast(
  tx: Database,
  { utility: { utilityId }, now }: Scope,
  { person: { provider }, portalSubject: subject, issuedAt, portalSession }: Arriving,
): Promise<NotAdmitted | null> {
  if (!(await tryKeepSettings(tx, utilityId))) throw new SettingsChanging();
  const utility = await findUtility(tx, utilityId);
  if (!utility || !(await isLivePortal(tx, utility, provider, now()))) {
    return { kind: 'refused', fault: 'issuer', detail: 'the provider is not the portal any more' };
  }
  const said = { portalSession, subject };
  if (await hasEndedAtPortal(tx, utilityId, provider, said, issuedAt)) {
    return { kind: 'refused', fault: 'used_already', detail: 'signed out at the portal meanwhile' };
  }
  return null;
}

/** A name for this one session only (SAML Core §8.3.8): nobody would be known by it again. */
function isTransient({ person, portalSubject, nameId }: Arriving): boolean {
  return nameId?.format === TRANSIENT && person.subject === portalSubject;
}

async function refuse(
  tx: Database,
  scope: Scope,
  account: Account | null,
  reason: SsoRefusal,
): Promise<Admission> {
  await recordEvent(tx, scope, 'sign_in.sso_refused', account, { reason });
  return { kind: 'not_admitted', reason };
}

/** The portal gave roles once and gives none now: what they opened is over, in open sessions too. */
async function loseRoles(tx: Database, scope: Scope, account: Account): Promise<void> {
  if (account.roles.length === 0) return;
  const { utilityId, userId } = account;
  await takeRoles(tx, scope, account);
  await endSessionsOf(tx, utilityId, userId, 'roles_dropped_at_portal', scope.now());
}

/** The browser is about to forget the session it had. */
async function endReplaced(tx: Database, replaced: Scope | null): Promise<void> {
  if (replaced?.actor.kind !== 'person') return;
  const { utility, actor, now } = replaced;
  const reason = 'signed_in_again';
  const wasOpen = await endSession(tx, utility.utilityId, actor.sessionId, reason, now());
  if (wasOpen) await recordEvent(tx, replaced, 'session.ended', actor, { reason });
}
