'use client';

import {
  faultAt,
  NewPasswordFields,
  type NewPasswordFieldsProps,
} from '@/app/parts/new-password-fields';
import { useSteadyForm } from '@/app/parts/use-steady-form';
import { ErrorSummary } from '@/components/error-summary';
import { PasswordField } from '@/components/password-field';
import { changePasswordAction } from './actions';

type ChangePasswordFormProps = Omit<NewPasswordFieldsProps, 'state' | 'children'> & {
  returnTo: string;
  /** The label of the first field. */
  current: string;
};

export function ChangePasswordForm({ returnTo, current, ...fields }: ChangePasswordFormProps) {
  const { answer: state, trouble, form } = useSteadyForm(changePasswordAction);
  const { words } = fields;
  return (
    <>
      {trouble ??
        (state && (
          <ErrorSummary title={words.problem} errors={state.errors} answer={state}>
            {state.help?.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </ErrorSummary>
        ))}
      <form {...form} className="space-y-5">
        <input type="hidden" name="returnTo" value={returnTo} />
        <NewPasswordFields {...fields} state={state}>
          <PasswordField
            id="current-password"
            name="currentPassword"
            label={current}
            error={faultAt(state, 'current-password')}
            errorPrefix={words.error}
            autoComplete="current-password"
            toggle={words.toggle}
          />
        </NewPasswordFields>
      </form>
    </>
  );
}
