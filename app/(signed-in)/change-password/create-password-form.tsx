'use client';

import { useActionState } from 'react';
import type { RequirementText } from '@/app/parts/requirement-words';
import { Button } from '@/components/button';
import { ErrorSummary } from '@/components/error-summary';
import { FormColumns } from '@/components/form-columns';
import { PasswordField, type PasswordToggleWords } from '@/components/password-field';
import { RequirementsList } from '@/components/requirements-list';
import { createPasswordAction } from './actions';

interface Words {
  requirements: string;
  new: string;
  confirm: string;
  submit: string;
  problem: string;
  error: string;
  toggle: PasswordToggleWords;
  failed: string;
  /** When several things are wrong: the list beside the field says which. */
  notMet: string;
}

interface CreatePasswordFormProps {
  words: Words;
  returnTo: string;
  /** For password managers, which keep the new password under it. */
  username: string;
  requirements: RequirementText[];
}

export function CreatePasswordForm({
  words,
  returnTo,
  username,
  requirements,
}: CreatePasswordFormProps) {
  const [state, act] = useActionState(createPasswordAction, null);
  const errors = state?.errors ?? [];
  const faultOf = (id: string) => {
    const [fault, ...more] = errors.filter(({ href }) => href === `#${id}`);
    return more.length > 0 ? words.notMet : fault?.text;
  };
  return (
    <>
      {state && <ErrorSummary title={words.problem} errors={errors} answer={state} />}
      <form action={act} className="space-y-5">
        <input type="hidden" name="returnTo" value={returnTo} />
        <FormColumns
          aside={
            <RequirementsList
              id="requirements"
              title={words.requirements}
              stateWords={{ failed: words.failed }}
              requirements={requirements.map(({ code, text }) => ({
                code,
                text,
                state: state?.failed.includes(code) ? 'failed' : 'unknown',
              }))}
            />
          }
        >
          <input
            type="text"
            name="username"
            autoComplete="username"
            defaultValue={username}
            readOnly
            hidden
          />
          <PasswordField
            id="new-password"
            name="newPassword"
            label={words.new}
            error={faultOf('new-password')}
            errorPrefix={words.error}
            describedBy="requirements"
            autoComplete="new-password"
            toggle={words.toggle}
          />
          <PasswordField
            id="confirm-password"
            name="confirmPassword"
            label={words.confirm}
            error={faultOf('confirm-password')}
            errorPrefix={words.error}
            autoComplete="new-password"
            toggle={words.toggle}
          />
          <Button>{words.submit}</Button>
        </FormColumns>
      </form>
    </>
  );
}
