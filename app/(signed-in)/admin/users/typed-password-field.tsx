import { PasswordField } from '@/components/password-field';
import { RequirementsList } from '@/components/requirements-list';
import type { TypedPasswordWords } from './typed-password-words';

interface TypedPasswordFieldProps {
  words: TypedPasswordWords;
  error: string | undefined;
  errorPrefix: string;
}

/** Where an administrator may type a temporary password, with what it must have. */
export function TypedPasswordField({ words, error, errorPrefix }: TypedPasswordFieldProps) {
  return (
    <div className="space-y-3">
      <PasswordField
        id="temporary-password"
        name="temporaryPassword"
        label={words.label}
        hint={words.hint}
        error={error}
        errorPrefix={errorPrefix}
        describedBy="temporary-password-requirements"
        autoComplete="new-password"
        toggle={words.toggle}
      />
      <RequirementsList
        id="temporary-password-requirements"
        title={words.requirements.title}
        // Nothing ticks off: what it is checked by is another person's.
        requirements={words.requirements.list.map((one) => ({ ...one, state: 'unknown' }))}
        stateWords={{}}
      />
    </div>
  );
}
