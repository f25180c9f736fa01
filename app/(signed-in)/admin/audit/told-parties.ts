import type { StoredEvent } from '@/lib/audit/seal-rules';
import type { Say } from './event-words';

type Acted = Pick<StoredEvent, 'actorKind' | 'actorName' | 'clientAddress'>;

/** Who did it: by the username they had then. */
export function whoOf(say: Say, { actorKind, actorName }: Acted): string {
  return actorKind === 'person' ? (actorName ?? '') : say.word(actorKind);
}

/** From where: the client's address, or what has none. */
export function whereOf(say: Say, { actorKind, clientAddress }: Acted): string {
  if (clientAddress !== null) return clientAddress;
  if (actorKind === 'operator') return say.word('commandLine');
  return say.word(actorKind === 'system' ? 'system' : 'noAddress');
}
