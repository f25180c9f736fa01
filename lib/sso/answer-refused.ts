import type { AnswerFault } from '@/lib/sso/answer-fault';

/** An answer that is refused, on its way out of what found it. */
export class AnswerRefused extends Error {
  /** @param detail for the operator; names no secret */
  constructor(
    readonly fault: AnswerFault,
    detail: string,
  ) {
    super(detail);
  }
}
