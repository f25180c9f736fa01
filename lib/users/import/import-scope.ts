import type { Actor, Scope } from '@/lib/scope';
import type { Import } from '@/lib/users/import/import-store';
import type { Utility } from '@/lib/utilities/utility';

/** The scope of what a server does for an import: in the name of who started it, from where they did. */
export function scopeOf(leased: Import, utility: Utility, now: () => Date): Scope {
  const { clientAddress, requestId } = leased;
  return { utility, actor: actorOf(leased), clientAddress, userAgent: '', requestId, now };
}

/** No session: what they started goes on when they sign out. */
function actorOf({ actorKind, actorId, actorName }: Import): Actor {
  if (actorKind === 'operator' || !actorId) return { kind: 'operator' };
  return { kind: 'person', userId: actorId, username: actorName ?? '', sessionId: '' };
}
