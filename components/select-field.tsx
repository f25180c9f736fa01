import { Field, type FieldProps, fieldAria } from '@/components/field';

type SelectFieldProps = FieldProps & {
  name: string;
  defaultValue?: string;
  options: { value: string; label: string }[];
};

/** A labelled native select: works by keyboard, on phones and without script. */
export function SelectField({
  id,
  label,
  hint,
  error,
  errorPrefix,
  describedBy,
  name,
  defaultValue,
  options,
}: SelectFieldProps) {
  const field = { id, label, hint, error, errorPrefix, describedBy };
  return (
    <Field {...field}>
      <select {...fieldAria(field)} name={name} defaultValue={defaultValue} className="control">
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}
