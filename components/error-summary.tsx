'use client';

import { Children, type ReactNode, useEffect, useRef } from 'react';

export interface SummaryError {
  text: string;
  /** `#<id of the field>`; left out where no field can mend it. */
  href?: string;
}

interface ErrorSummaryProps {
  title: string;
  errors: SummaryError[];
  headingLevel?: 2 | 3;
  /**
   * What the errors came from: the action's state object. The summary takes the focus when it
   * appears and whenever this changes, and not at other renders.
   */
  answer?: unknown;
  /** More to say than the list. */
  children?: ReactNode;
}

// React keeps `autoFocus` for form controls only; without script the attribute itself does it.
const FOCUS_WITHOUT_SCRIPT = { autoFocus: true };

const NOTHING_YET = Symbol('nothing yet');

/**
 * What went wrong, each line a link to its field (GOV.UK error summary; WCAG 3.3.1, 2.4.3). As
 * there, the box takes the focus and the alert is inside it, so that screen readers that miss one
 * hear the other. Works without script: `autofocus`, and links to ids.
 */
export function ErrorSummary({
  title,
  errors,
  headingLevel = 2,
  answer,
  children,
}: ErrorSummaryProps) {
  const box = useRef<HTMLDivElement>(null);
  const focusedFor = useRef<unknown>(NOTHING_YET);
  const Heading = `h${headingLevel}` as const;

  useEffect(() => {
    if (Object.is(focusedFor.current, answer)) return;
    focusedFor.current = answer;
    box.current?.focus();
  }, [answer]);

  return (
    <div
      ref={box}
      tabIndex={-1}
      {...FOCUS_WITHOUT_SCRIPT}
      className="scroll-mt-4 rounded-control border-2 border-error bg-error-soft p-4"
    >
      <div role="alert">
        <Heading className="text-lg font-semibold">{title}</Heading>
        <ul className="mt-2 space-y-1">
          {errors.map(({ text, href }) => (
            <li key={`${href} ${text}`} className="font-semibold text-error">
              {href ? (
                <a href={href} className="inline-block py-0.5 text-error hover:text-error">
                  {text}
                </a>
              ) : (
                text
              )}
            </li>
          ))}
        </ul>
        {Children.toArray(children).length > 0 && <div className="mt-2 space-y-2">{children}</div>}
      </div>
    </div>
  );
}
