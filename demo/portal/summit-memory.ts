import { randomBytes, randomUUID } from 'node:crypto';
import type { PortalPerson } from '@/demo/portal/people';
import type { LogoutRequest, SignInRequest } from '@/demo/portal/summit-inbound';
import type { SessionSaid } from '@/demo/portal/summit-messages';

/** Somebody who is signed in at the portal with one browser. */
export interface PortalSession extends SessionSaid {
  /** Whether the service was told of it, and so must be told of its end. */
  isKnownToService: boolean;
}

/** Where somebody goes once they have signed in. */
export type Purpose =
  | { kind: 'home' }
  | { kind: 'service' }
  | { kind: 'request'; request: SignInRequest };

/** A sign-in under way: its form belongs to one browser. */
interface Pending {
  browser: string;
  purpose: Purpose;
}

const SESSION_MS = 12 * 3_600_000;
const PENDING_MS = 3_600_000;
const LOGOUT_MS = 10 * 60_000;

/** What Summit's portal remembers while its process lives. */
export function summitMemory() {
  const sessions = expiring<PortalSession>(SESSION_MS);
  const pending = expiring<Pending>(PENDING_MS);
  const logouts = expiring<true>(LOGOUT_MS);

  return {
    sessionOf: (secret: string | undefined) => sessions.get(secret),

    /**
     * Begins a session in the place of the one before. If the same person typed the password anew, it is
     * the same session to the service.
     * @returns the secret for the cookie
     */
    beginSession(person: PortalPerson, before: string | undefined): string {
      const known = sessions.get(before);
      const goesOn = known?.person.subject === person.subject ? known : null;
      if (before !== undefined) sessions.delete(before);
      const secret = randomBytes(32).toString('base64url');
      sessions.set(secret, {
        person,
        authenticatedAt: new Date(),
        sessionIndex: goesOn?.sessionIndex ?? `_${randomUUID()}`,
        isKnownToService: goesOn?.isKnownToService ?? false,
      });
      return secret;
    },

    endSession: (secret: string) => sessions.delete(secret),

    /** Ends the sessions that the service names; one that is over already needs no more. */
    endSessions({ subject, sessionIndexes }: LogoutRequest): void {
      for (const [secret, { person, sessionIndex }] of sessions.entries()) {
        const isNamed = sessionIndexes.length === 0 || sessionIndexes.includes(sessionIndex);
        if (person.subject === subject && isNamed) sessions.delete(secret);
      }
    },

    /** @returns the id of the form */
    await(browser: string, purpose: Purpose): string {
      const id = randomUUID();
      pending.set(id, { browser, purpose });
      return id;
    },

    awaited(id: string, browser: string | undefined): Purpose | null {
      const found = pending.get(id);
      return found && found.browser === browser ? found.purpose : null;
    },

    forgetAwaited: (id: string) => pending.delete(id),

    noteLogout: (requestId: string) => logouts.set(requestId, true),

    /** Whether the portal asked so, and heard no answer yet. */
    spendLogout: (requestId: string) => logouts.delete(requestId),
  };
}

export type SummitMemory = ReturnType<typeof summitMemory>;

function expiring<T>(forMs: number) {
  const kept = new Map<string, { value: T; expiresAt: number }>();
  const sweep = () => {
    const now = Date.now();
    for (const [key, { expiresAt }] of kept) if (expiresAt <= now) kept.delete(key);
  };
  return {
    get(key: string | undefined): T | undefined {
      sweep();
      return key === undefined ? undefined : kept.get(key)?.value;
    },
    set(key: string, value: T): void {
      sweep();
      kept.set(key, { value, expiresAt: Date.now() + forMs });
    },
    delete(key: string): boolean {
      sweep();
      return kept.delete(key);
    },
    entries(): [string, T][] {
      return [...kept].map(([key, { value }]) => [key, value]);
    },
  };
}
