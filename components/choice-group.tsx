import { FieldError } from '@/components/field';

export interface Choice {
  value: string;
  label: string;
  /** Read after the label. */
  hint?: string;
}

interface ChoiceGroupProps {
  /** Of the first choice, so that an error summary leads to it; the others get `<id>-<value>`. */
  id: string;
  kind: 'checkbox' | 'radio';
  name: string;
  legend: string;
  choices: Choice[];
  chosen: readonly string[];
  disabled?: boolean;
  error?: string;
  errorPrefix?: string;
}

/** Checkboxes or radio buttons under one question (WCAG 1.3.1, 3.3.1). */
export function ChoiceGroup({
  id,
  kind,
  name,
  legend,
  choices,
  chosen,
  disabled,
  error,
  errorPrefix,
}: ChoiceGroupProps) {
  return (
    <fieldset disabled={disabled} aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1 font-semibold">{legend}</legend>
      {error && <FieldError id={id} error={error} errorPrefix={errorPrefix} />}
      <div className="space-y-2">
        {choices.map(({ value, label, hint }, position) => {
          const choiceId = position === 0 ? id : `${id}-${value}`;
          return (
            <div key={value} className="flex min-h-9 items-start gap-3">
              <input
                type={kind}
                id={choiceId}
                name={name}
                value={value}
                defaultChecked={chosen.includes(value)}
                aria-describedby={hint ? `${choiceId}-hint` : undefined}
                className="choice mt-0.5 size-6 shrink-0"
              />
              <span className="min-w-0">
                <label htmlFor={choiceId} className="inline-block min-h-6 pt-0.5 pr-3">
                  {label}
                </label>
                {hint && (
                  <span id={`${choiceId}-hint`} className="block text-sm text-muted">
                    {hint}
                  </span>
                )}
              </span>
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
