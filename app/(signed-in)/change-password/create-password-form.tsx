'use client';

import { useActionState } from 'react';
import { NewPasswordFields, type NewPasswordFieldsProps } from '@/app/parts/new-password-fields';
import { ErrorSummary } from '@/components/error-summary';
import { createPasswordAction } from './actions';

type CreatePasswordFormProps = Omit<NewPasswordFieldsProps, 'state' | 'children'> & {
  returnTo: string;
};

export function CreatePasswordForm({ returnTo, ...fields }: CreatePasswordFormProps) {
  const [state, act] = useActionState(createPasswordAction, null);
  return (
    <>
      {state && <ErrorSummary title={fields.words.problem} errors={state.errors} answer={state} />}
      <form action={act} className="space-y-5">
        <input type="hidden" name="returnTo" value={returnTo} />
        <NewPasswordFields {...fields} state={state} />
      </form>
    </>
  );
}
