import type { ComponentProps } from 'react';
import { Field, type FieldProps, fieldAria } from '@/components/field';

type TextFieldProps = FieldProps & { name: string } & Omit<
    ComponentProps<'input'>,
    | 'id'
    | 'name'
    | 'className'
    | 'style'
    | 'value'
    | 'aria-describedby'
    | 'aria-invalid'
    | 'aria-label'
  >;

/**
 * A labelled native input with hint and error (WCAG 1.3.1, 3.3.1, 3.3.2; 1.3.5 through
 * `autoComplete`). Everything an input takes passes through: `autoCapitalize`, `spellCheck`,
 * `inputMode`, `autoFocus`, `defaultValue`. It stays uncontrolled, so that what was typed before
 * hydration is kept.
 */
export function TextField({
  id,
  label,
  hint,
  error,
  errorPrefix,
  describedBy,
  ...input
}: TextFieldProps) {
  const field = { id, label, hint, error, errorPrefix, describedBy };
  return (
    <Field {...field}>
      <input type="text" {...input} {...fieldAria(field)} className="control" />
    </Field>
  );
}
