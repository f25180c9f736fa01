import type { ReactNode } from 'react';
import { Sign } from '@/components/sign';
import { VisuallyHidden } from '@/components/visually-hidden';

/** What every field has in common. All words are the caller's. */
export interface FieldProps {
  /** The control's id; the hint is `<id>-hint`, the error `<id>-error`. */
  id: string;
  label: string;
  hint?: ReactNode;
  error?: string;
  /** «Error:», read before the error (GOV.UK). */
  errorPrefix?: string;
  /** Ids of further descriptions, for example a requirements list. */
  describedBy?: string;
}

/** The control's side of the wiring (WCAG 1.3.1, 3.3.1, 3.3.2). */
export function fieldAria({ id, hint, error, describedBy }: FieldProps) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`, describedBy].filter(Boolean);
  return {
    id,
    'aria-describedby': ids.length > 0 ? ids.join(' ') : undefined,
    'aria-invalid': error ? true : undefined,
  };
}

/** What is wrong, above what it is wrong with. */
export function FieldError({
  id,
  error,
  errorPrefix,
}: Required<Pick<FieldProps, 'id' | 'error'>> & Pick<FieldProps, 'errorPrefix'>) {
  return (
    <p id={`${id}-error`} className="mb-1.5 flex gap-1.5 font-medium text-error">
      <Sign kind="error" className="mt-0.5" />
      <span className="min-w-0">
        {errorPrefix && <VisuallyHidden>{errorPrefix} </VisuallyHidden>}
        {error}
      </span>
    </p>
  );
}

/** Label, hint and error above a control (GOV.UK order: nothing hides under a phone's keyboard). */
export function Field({
  id,
  label,
  hint,
  error,
  errorPrefix,
  children,
}: Omit<FieldProps, 'describedBy'> & { children: ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-semibold">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="mb-1.5 text-sm text-muted">
          {hint}
        </p>
      )}
      {error && <FieldError id={id} error={error} errorPrefix={errorPrefix} />}
      {children}
    </div>
  );
}
