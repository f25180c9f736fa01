'use client';

import { NewPasswordFields, type NewPasswordFieldsProps } from '@/app/parts/new-password-fields';
import { useSteadyForm } from '@/app/parts/use-steady-form';
import { ErrorSummary } from '@/components/error-summary';
import { resetPasswordAction } from './actions';

type ResetPasswordFormProps = Omit<NewPasswordFieldsProps, 'state' | 'children'> & {
  /** The public half of the link; its secret is in a cookie that script cannot read. */
  resetRequestId: string;
};

export function ResetPasswordForm({ resetRequestId, ...fields }: ResetPasswordFormProps) {
  const { answer: state, trouble, form } = useSteadyForm(resetPasswordAction);
  return (
    <>
      {trouble ??
        (state && (
          <ErrorSummary title={fields.words.problem} errors={state.errors} answer={state} />
        ))}
      <form {...form} className="space-y-5">
        <input type="hidden" name="r" value={resetRequestId} />
        <NewPasswordFields {...fields} state={state} />
      </form>
    </>
  );
}
