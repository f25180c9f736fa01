import type { AnswerFault } from '@/lib/sso/answer-fault';
import { shownText } from '@/lib/sso/attribute-values-rules';
import type { CheckedCondition } from '@/lib/sso/saml/assertion-evidence';

/** What came of looking at everything: all of it is met, or the first that is not. */
export type Examined<T> =
  | { kind: 'met'; said: T }
  | { kind: 'refused'; fault: AnswerFault; detail: string };

const LONGEST_FOUND = 300;
const LONGEST_DETAIL = 300;

/** Collects conditions as they are looked at; the first that is not met is why an answer is refused. */
export function conditionList() {
  const conditions: CheckedCondition[] = [];
  let first: { fault: AnswerFault; detail: string } | null = null;
  return {
    conditions,
    check(
      name: string,
      found: string | null,
      wanted: string | null,
      isMet: boolean,
      fault: AnswerFault,
      detail = `${name} is ${found ?? 'missing'}`,
    ): void {
      const shown = found === null ? null : shownText(found, LONGEST_FOUND);
      conditions.push({ name, found: shown, wanted, isMet });
      if (!isMet) first ??= { fault, detail: shownText(detail, LONGEST_DETAIL) };
    },
    /** @param said null where a condition before it was not met */
    outcome<T>(said: T | null): Examined<T> {
      if (first) return { kind: 'refused', ...first };
      if (said === null) throw new Error('Nothing was refused, and nothing was said.');
      return { kind: 'met', said };
    },
  };
}
