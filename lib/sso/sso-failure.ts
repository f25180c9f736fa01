import type { SsoRefusal } from '@/lib/audit/event-catalogue';
import type { AnswerFault } from '@/lib/sso/answer-fault';

/** Why nobody comes in by this answer. */
export type SsoFailure =
  /** Something is wrong; `detail` is for the operator and names no secret. */
  | { kind: 'refused'; fault: AnswerFault; detail: string }
  /** The portal does not answer now, or there is no description of it that is good now. */
  | { kind: 'unavailable'; detail: string; isNotDescribed?: boolean }
  /** The portal vouches for the person, who is not let in. */
  | { kind: 'not_admitted'; reason: SsoRefusal };
