import { db } from '@/lib/db';
import { type Device, deviceOf } from '@/lib/my-sessions/device-rules';
import type { Scope } from '@/lib/scope';
import { findGoodSessions, type GoodSession } from '@/lib/session/good-session-store';

/** One of the places where a person is signed in. */
export interface MySession {
  sessionId: string;
  isThis: boolean;
  device: Device;
  /** The client's address when it began; empty where there was none. */
  clientAddress: string;
  createdAt: Date;
  lastActiveAt: Date;
}

/** Where a person is signed in. */
export interface MySessions {
  /** This session first, then the one used last; at most {@link MOST_SHOWN}. */
  shown: MySession[];
  /** How many more there are. */
  more: number;
}

/** More than anybody works at: whoever has so many has a program that signs in. */
export const MOST_SHOWN = 50;

/** The good sessions of the acting person's own account, and of nobody else. */
export async function listMySessions(scope: Scope): Promise<MySessions> {
  const { actor, utility } = scope;
  if (actor.kind !== 'person') return { shown: [], more: 0 };
  const good = await findGoodSessions(db(), utility, actor.userId, scope.now());
  const isThis = ({ sessionId }: GoodSession) => sessionId === actor.sessionId;
  const ordered = [...good.filter(isThis), ...good.filter((session) => !isThis(session))];
  const shown = ordered.slice(0, MOST_SHOWN).map((session) => ({
    sessionId: session.sessionId,
    isThis: isThis(session),
    device: deviceOf(session.userAgent),
    clientAddress: session.clientAddress,
    createdAt: session.createdAt,
    lastActiveAt: session.lastActiveAt,
  }));
  return { shown, more: ordered.length - shown.length };
}
