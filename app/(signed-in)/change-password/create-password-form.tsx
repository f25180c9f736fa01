'use client';

import { NewPasswordFields, type NewPasswordFieldsProps } from '@/app/parts/new-password-fields';
import { useSteadyForm } from '@/app/parts/use-steady-form';
import { ErrorSummary } from '@/components/error-summary';
import { createPasswordAction } from './actions';

type CreatePasswordFormProps = Omit<NewPasswordFieldsProps, 'state' | 'children'> & {
  returnTo: string;
};

export function CreatePasswordForm({ returnTo, ...fields }: CreatePasswordFormProps) {
  const { answer: state, trouble, form } = useSteadyForm(createPasswordAction);
  return (
    <>
      {trouble ??
        (state && (
          <ErrorSummary title={fields.words.problem} errors={state.errors} answer={state} />
        ))}
      <form {...form} className="space-y-5">
        <input type="hidden" name="returnTo" value={returnTo} />
        <NewPasswordFields {...fields} state={state} />
      </form>
    </>
  );
}
