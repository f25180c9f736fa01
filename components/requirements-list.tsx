import { Sign, type SignKind } from '@/components/sign';
import { VisuallyHidden } from '@/components/visually-hidden';

export type RequirementState = 'unknown' | 'met' | 'failed';

export interface Requirement {
  code: string;
  text: string;
  state: RequirementState;
}

interface RequirementsListProps {
  /** For the field's `describedBy`, so that it is read with the field. */
  id: string;
  title: string;
  requirements: Requirement[];
  /** «met», «not met», read after the text; a state without a word is silent. */
  stateWords: Partial<Record<RequirementState, string>>;
}

const STATES: Record<RequirementState, { sign: SignKind; colour: string }> = {
  unknown: { sign: 'open', colour: 'text-muted' },
  met: { sign: 'success', colour: 'text-success' },
  failed: { sign: 'error', colour: 'text-error' },
};

/**
 * What a new password needs (WCAG 3.3.2), each line with a sign of its own shape (1.4.1) and its
 * state in words. It is no live region: it changes at every key, and would talk over the typing.
 */
export function RequirementsList({ id, title, requirements, stateWords }: RequirementsListProps) {
  return (
    <div id={id} className="rounded-control bg-sunken p-4">
      <p className="font-semibold">{title}</p>
      <ul className="mt-2 space-y-2">
        {requirements.map(({ code, text, state }) => (
          <li key={code} data-requirement={code} data-state={state} className="flex gap-2">
            <Sign kind={STATES[state].sign} className={`mt-0.5 ${STATES[state].colour}`} />
            <span className="min-w-0">
              {text}
              {stateWords[state] && <VisuallyHidden> ({stateWords[state]})</VisuallyHidden>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
