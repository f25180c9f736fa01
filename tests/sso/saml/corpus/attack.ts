import type { AnswerFault } from '@/lib/sso/answer-fault';
import type { PostedFields } from '@/lib/sso/saml/receive-response';
import { provider } from '@/tests/sso/saml/saml-visit';
import type { AskedBy, How, Posted, ReadMessage, SamlPerson } from '@/tests/support/saml-provider';

/** What an attacker has: a good answer to a request of this browser, and a portal that answers them too. */
export interface Target {
  asked: ReadMessage;
  /** The good answer, about Alice; it is posted after the attack, and comes in. */
  good: Posted;
  /** Another answer of the portal's, to the same request unless said otherwise. */
  respond(how?: How, person?: SamlPerson, asked?: AskedBy): Posted;
}

/** A document, or all that is posted; a {@link How} is an answer that the portal makes so. */
export type Attack = [
  name: string,
  fault: AnswerFault,
  /** Of the log's reason. */
  detail: RegExp,
  make: How | ((target: Target) => string | Uint8Array | Posted | PostedFields),
  /** How the good answer is made. */
  how?: How,
];

/** What is posted. */
export function bodyOf(make: Attack[3], target: Target): Posted | PostedFields {
  const made = typeof make === 'function' ? make(target) : target.respond(make);
  if (typeof made !== 'string' && !(made instanceof Uint8Array)) return made;
  const relayStates = target.asked.relayState === null ? [] : [target.asked.relayState];
  return { responses: [Buffer.from(made).toString('base64')], relayStates };
}

export function targetOf(asked: ReadMessage, person: SamlPerson, how: How = {}): Target {
  return {
    asked,
    good: provider.respond(asked, person, how),
    respond: (other = {}, of = person, to = asked) =>
      provider.respond(to, of, { ...how, ...other }),
  };
}
