import { hasAdministrator } from '@/lib/accounts/administrators';
import { countMailedLinks, endEveryMailedLink } from '@/lib/accounts/mailed-link-store';
import { recordEvents } from '@/lib/audit/record-event';
import type { Database } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import {
  endSessionsTogether,
  findSessionsTogether,
  type SessionThatGoes,
} from '@/lib/session/session-end-store';
import { sessionState } from '@/lib/session/session-policy';
import { entityIdsAround } from '@/lib/sso/saml/configured-metadata';
import { isPortalOf, type Settings, staysPortal, waysInChange } from '@/lib/sso/ways-in-rules';
import { countAccounts, countBound, firstUsernames, knownProviders } from '@/lib/sso/ways-in-store';
import type { FilesByField } from '@/lib/utilities/file-checks';
import type { SignInMode, Utility } from '@/lib/utilities/utility';

/** What the settings of a utility become: in the scope's utility they are changed already. */
interface Change {
  /** Null where nobody knows any more. */
  before: Utility | null;
  scope: Scope;
  /** As they are to be. */
  files: FilesByField;
}

/** What a change of a utility's settings does to those who sign in there. */
export interface WaysIn {
  from: SignInMode;
  to: SignInMode;
  /** Accounts, not disabled, that had a way in and have none. */
  losing: {
    accounts: number;
    administrators: number;
    /** The first {@link NAMED} of them. */
    usernames: string[];
  };
  /** Whether an active administrator has a way in afterwards. */
  hasAdministrator: boolean;
  /** SSO accounts that only the provider which goes knows: the next arrival with their username is theirs. */
  waitingAgain: number;
  /** Sessions that end in the middle of somebody's work. */
  sessions: number;
  /** Mailed links to new passwords that end. */
  links: number;
}

const NAMED = 20;

/** Events that one statement takes: PostgreSQL allows 65,535 parameters. */
const EVENTS_AT_ONCE = 4_000;

/** What {@link changeWaysIn} would do, and nothing of it done. */
export async function foreseeWaysIn(tx: Database, change: Change): Promise<WaysIn | null> {
  return examine(tx, change.scope, await settingsAround(tx, change), {
    links: (_, { utility, now }) => countMailedLinks(tx, utility.utilityId, now()),
    sessions: (_, { utility }, which) => findSessionsTogether(tx, utility.utilityId, which),
  });
}

/**
 * Carries out what a change of the way in brings, in the transaction of the change: sessions of those
 * who lose theirs end, and those that came from a provider which is replaced; with passwords off, mailed
 * links to new ones end. All of it for good: the way back brings none to life. A handful of statements,
 * however many people. What the portal's metadata says is to be taken afterwards, since it is asked here
 * who the portal was.
 *
 * @returns null where the change is about something else
 */
export async function changeWaysIn(tx: Database, change: Change): Promise<WaysIn | null> {
  return examine(tx, change.scope, await settingsAround(tx, change), CARRY_OUT);
}

/**
 * The same where no setting changes, and the utility's metadata makes known who its SAML portal is, or
 * that it is another one.
 *
 * @param from the entity ID before, or null where there was none
 */
export function changeProvider(
  tx: Database,
  scope: Scope,
  { from, to }: { from: string | null; to: string },
): Promise<WaysIn | null> {
  const { utility } = scope;
  const around = { before: { utility, entityId: from }, after: { utility, entityId: to } };
  return examine(tx, scope, around, CARRY_OUT);
}

const REASON = 'sign_in_mode_changed';

interface Acts {
  links(tx: Database, scope: Scope): Promise<number>;
  sessions(
    tx: Database,
    scope: Scope,
    which: Parameters<typeof findSessionsTogether>[2],
  ): Promise<SessionThatGoes[]>;
  tell?(tx: Database, scope: Scope, ended: readonly SessionThatGoes[]): Promise<void>;
}

const CARRY_OUT: Acts = {
  // In the order in which a reset takes its rows.
  links: (tx, { utility, now }) => endEveryMailedLink(tx, utility.utilityId, now()),
  sessions: (tx, { utility, now }, which) =>
    endSessionsTogether(tx, utility.utilityId, which, REASON, now()),
  tell: (tx, scope, ended) => tellEnded(tx, scope, ended),
};

async function settingsAround(
  tx: Database,
  { before: known, scope: { utility, now }, files }: Change,
): Promise<{ before: Settings; after: Settings }> {
  // Settings that nobody can read any more may have let in everybody.
  const before: Utility = known ?? { ...utility, signIn: 'both' };
  const entityIds = await entityIdsAround(tx, { before, after: utility, files }, now());
  return {
    before: { utility: before, entityId: entityIds.before },
    after: { utility, entityId: entityIds.after },
  };
}

async function examine(
  tx: Database,
  scope: Scope,
  { before, after }: { before: Settings; after: Settings },
  acts: Acts,
): Promise<WaysIn | null> {
  const { utility, now } = scope;
  const change = waysInChange(before, after);
  if (!change) return null;
  const { utilityId } = utility;
  const { losing, endingMethods: methods } = change;
  const counted = await countAccounts(tx, utilityId, losing);
  const providers = await knownProviders(tx, utilityId);
  const kept = providers.filter((provider) => staysPortal(before, after, provider));
  const gone = providers.filter((provider) => !kept.includes(provider));
  const replaced = gone.filter((provider) => isPortalOf(before, provider));
  const links = change.endsLinks ? await acts.links(tx, scope) : 0;
  const open = await acts.sessions(tx, scope, { methods, providers: gone });
  // What is over by time is nobody's work that is broken off.
  const good = open.filter(
    (session) =>
      sessionState({ ...session, endedAt: null, endReason: null }, before.utility, now()) ===
      'active',
  );
  await acts.tell?.(tx, scope, good);
  return {
    from: before.utility.signIn,
    to: utility.signIn,
    losing: { ...counted, usernames: await firstUsernames(tx, utilityId, losing, NAMED) },
    hasAdministrator: await hasAdministrator(tx, scope),
    waitingAgain:
      utility.signIn === 'standalone' ? 0 : await countBound(tx, utilityId, replaced, kept),
    sessions: good.length,
    links,
  };
}

async function tellEnded(
  tx: Database,
  scope: Scope,
  ended: readonly SessionThatGoes[],
): Promise<void> {
  const events = ended.map(({ userId, username }) => ({
    subject: { userId, username },
    details: { reason: REASON } as const,
  }));
  for (let from = 0; from < events.length; from += EVENTS_AT_ONCE) {
    const batch = events.slice(from, from + EVENTS_AT_ONCE);
    await recordEvents(tx, scope, 'session.ended', batch);
  }
}
