import type { AnswerFault } from '@/lib/sso/answer-fault';
import type { TestedPortal } from '@/lib/sso/tested-portal';

export type Protocol = TestedPortal['kind'];

/** Where the words for a fault stand: among those of SAML, where it has words of its own. */
export function faultKey(
  protocol: Protocol,
  fault: AnswerFault,
  hasWords: (key: string) => boolean,
): string {
  const own = `samlFault.${fault}`;
  return protocol === 'saml' && hasWords(own) ? own : `fault.${fault}`;
}
