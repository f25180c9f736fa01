import { requestContext } from '@/lib/request-context';
import type { Actor, Scope } from '@/lib/scope';

/** The scope of the request being served, for somebody who has not signed in, or for `actor`. */
export function currentScope(actor: Actor = { kind: 'nobody' }): Scope {
  const { utility, clientAddress, userAgent, requestId } = requestContext();
  return { utility, actor, clientAddress, userAgent, requestId, now: () => new Date() };
}
