'use client';

import { useRef } from 'react';
import { HandOutPanel } from '@/app/parts/hand-out-panel';
import { useSteadyForm } from '@/app/parts/use-steady-form';
import { UserFields } from '@/app/parts/user-fields';
import type { TypedUser, UserFormWords } from '@/app/parts/user-form-words';
import { Button, ButtonLink } from '@/components/button';
import type { Choice } from '@/components/choice-group';
import { ErrorSummary } from '@/components/error-summary';
import { TypedPasswordField } from '../typed-password-field';
import type { TypedPasswordWords } from '../typed-password-words';
import { addUserAction } from './actions';

interface AddUserFormProps {
  words: UserFormWords & { submit: string; another: string; edit: string; back: string };
  roles: Choice[];
  methods: Choice[];
  /** Null where temporary passwords are always made, or nobody has a password. */
  password: TypedPasswordWords | null;
}

const NOBODY: TypedUser = {
  fullName: '',
  username: '',
  email: '',
  roles: ['CSR'],
  method: 'password',
};

export function AddUserForm({ words, roles, methods, password }: AddUserFormProps) {
  const { answer: state, trouble, isPending, form } = useSteadyForm(addUserAction);
  const answers = useRef({ last: state, count: 0 });
  // React empties a form that was sent: each answer draws its fields anew, with what was typed.
  if (answers.current.last !== state) {
    answers.current = { last: state, count: answers.current.count + 1 };
  }
  if (state?.kind === 'added') {
    return (
      <HandOutPanel handOut={state.handOut}>
        <ButtonLink href="/admin/users/new">{words.another}</ButtonLink>
        <ButtonLink href={`/admin/users/${state.userId}`} variant="secondary">
          {words.edit}
        </ButtonLink>
        <ButtonLink href="/admin/users" variant="secondary">
          {words.back}
        </ButtonLink>
      </HandOutPanel>
    );
  }
  const errors = state?.errors ?? [];
  return (
    <div className="space-y-5">
      {trouble ?? (state && <ErrorSummary title={words.problem} errors={errors} answer={state} />)}
      <form {...form} className="space-y-5" noValidate>
        <input type="hidden" name="sharedEmail" value={state?.sharedEmail ?? ''} />
        {methods.length === 0 && <input type="hidden" name="method" value="" />}
        <UserFields
          key={answers.current.count}
          words={words}
          typed={state?.typed ?? NOBODY}
          errors={errors}
          roles={roles}
          methods={methods}
          userId={null}
        />
        {password ? (
          <TypedPasswordField
            words={password}
            error={errors.find(({ href }) => href === '#temporary-password')?.text}
            errorPrefix={words.error}
          />
        ) : (
          <input type="hidden" name="temporaryPassword" value="" />
        )}
        {/* The answer to a second click would take the password away. */}
        <Button disabled={isPending}>{words.submit}</Button>
      </form>
    </div>
  );
}
