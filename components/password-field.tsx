'use client';

import { type ComponentProps, type RefObject, useEffect, useRef, useState } from 'react';
import { Field, type FieldProps, fieldAria } from '@/components/field';
import { useHydrated } from '@/components/use-hydrated';
import { VisuallyHidden } from '@/components/visually-hidden';

export interface PasswordToggleWords {
  /** «Show» and «Hide», up to about ten letters: the room for them is reserved. */
  show: string;
  hide: string;
  /** What, for screen readers: «current password». */
  rest: string;
}

type PasswordFieldProps = FieldProps & {
  name: string;
  autoComplete: 'current-password' | 'new-password';
  toggle: PasswordToggleWords;
} & Pick<ComponentProps<'input'>, 'autoFocus' | 'maxLength' | 'onChange' | 'required'>;

/** Or the browser would offer what was typed to the next person, as it does with any text field. */
function useHideOnSubmit(input: RefObject<HTMLInputElement | null>, hide: () => void): void {
  useEffect(() => {
    const form = input.current?.form;
    form?.addEventListener('submit', hide);
    return () => form?.removeEventListener('submit', hide);
  }, [input, hide]);
}

/**
 * A password input with a show/hide button (GOV.UK password input; WCAG 3.3.8: pasting and
 * password managers work). The button's words change, so it has no pressed state; it is there only
 * where script runs, in room that was kept for it. The input is uncontrolled: what was typed before
 * hydration stays. Spell checking is off in both states, since some browsers send what they check.
 */
export function PasswordField({
  id,
  label,
  hint,
  error,
  errorPrefix,
  describedBy,
  toggle,
  ...rest
}: PasswordFieldProps) {
  const field = { id, label, hint, error, errorPrefix, describedBy };
  const input = useRef<HTMLInputElement>(null);
  const hydrated = useHydrated();
  const [shown, setShown] = useState(false);
  const [hide] = useState(() => () => setShown(false));
  useHideOnSubmit(input, hide);

  return (
    <Field {...field}>
      <div className="control control-group">
        <input
          {...rest}
          {...fieldAria(field)}
          ref={input}
          type={shown ? 'text' : 'password'}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
        />
        <span className="flex w-24 shrink-0">
          {hydrated && (
            <button
              type="button"
              aria-controls={id}
              onClick={() => setShown(!shown)}
              className="min-h-11 grow cursor-pointer rounded-control text-sm font-semibold text-accent hover:bg-sunken"
            >
              {shown ? toggle.hide : toggle.show}
              <VisuallyHidden> {toggle.rest}</VisuallyHidden>
            </button>
          )}
        </span>
      </div>
    </Field>
  );
}
