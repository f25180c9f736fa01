'use client';

import { useActionState } from 'react';
import { NewPasswordFields, type NewPasswordFieldsProps } from '@/app/parts/new-password-fields';
import { ErrorSummary } from '@/components/error-summary';
import { resetPasswordAction } from './actions';

type ResetPasswordFormProps = Omit<NewPasswordFieldsProps, 'state' | 'children'> & {
  /** The public half of the link; its secret is in a cookie that script cannot read. */
  resetRequestId: string;
};

export function ResetPasswordForm({ resetRequestId, ...fields }: ResetPasswordFormProps) {
  const [state, act] = useActionState(resetPasswordAction, null);
  return (
    <>
      {state && <ErrorSummary title={fields.words.problem} errors={state.errors} answer={state} />}
      <form action={act} className="space-y-5">
        <input type="hidden" name="r" value={resetRequestId} />
        <NewPasswordFields {...fields} state={state} />
      </form>
    </>
  );
}
