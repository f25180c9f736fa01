'use client';

import { type ReactNode, useEffect, useState } from 'react';
import type { NewPasswordWords, PasswordFormState } from '@/app/parts/new-password-words';
import type { RequirementText } from '@/app/parts/requirement-words';
import { Button } from '@/components/button';
import { FormColumns } from '@/components/form-columns';
import { PasswordField } from '@/components/password-field';
import { type RequirementState, RequirementsList } from '@/components/requirements-list';
import {
  normalizePassword,
  type PasswordOwner,
  requirementsOf,
} from '@/lib/passwords/password-rules';
import type { PasswordPolicy } from '@/lib/utilities/utility';

export interface NewPasswordFieldsProps {
  words: NewPasswordWords;
  requirements: RequirementText[];
  /** What the requirements are checked by while typing: the server's own code and values. */
  policy: PasswordPolicy;
  owner: PasswordOwner;
  /** How the last attempt ended. */
  state: PasswordFormState | null;
  /** Fields that come before these. */
  children?: ReactNode;
}

/** What is wrong at a field; the list beside it says more where there is more. */
export function faultAt(state: PasswordFormState | null, id: string, several?: string) {
  const [fault, ...more] = (state?.errors ?? []).filter(({ href }) => href === `#${id}`);
  return more.length > 0 && several ? several : fault?.text;
}

/**
 * New password, the same again, and the utility's requirements beside them, which tick themselves off
 * while typing. What only the server can know stays open until it has been asked.
 */
export function NewPasswordFields(props: NewPasswordFieldsProps) {
  const { words, requirements, policy, owner, state, children } = props;
  const [typed, setTyped] = useTyped(state, 'new-password');
  const shown = requirements
    .map(({ code, text }) => ({
      code,
      text,
      state: typed === '' ? afterAttempt(state, code) : whileTyping(code),
    }))
    // Of use only to the few whose password is longer.
    .filter((one) => one.code !== 'too_long' || one.state === 'failed');
  return (
    <>
      {/* For password managers, which keep the new password under it. */}
      <input
        type="text"
        name="username"
        autoComplete="username"
        defaultValue={owner.username}
        readOnly
        hidden
      />
      {children && <div className="md:w-1/2 md:pr-4">{children}</div>}
      <FormColumns
        aside={
          <RequirementsList
            id="requirements"
            title={words.requirements}
            stateWords={{ failed: words.failed, met: words.met }}
            requirements={shown}
          />
        }
      >
        <PasswordField
          id="new-password"
          name="newPassword"
          label={words.new}
          error={faultAt(state, 'new-password', words.notMet)}
          errorPrefix={words.error}
          describedBy="requirements"
          autoComplete="new-password"
          toggle={words.toggle}
          onChange={(event) => setTyped(event.target.value)}
        />
        <PasswordField
          id="confirm-password"
          name="confirmPassword"
          label={words.confirm}
          error={faultAt(state, 'confirm-password')}
          errorPrefix={words.error}
          autoComplete="new-password"
          toggle={words.toggle}
        />
        <Button>{words.submit}</Button>
      </FormColumns>
    </>
  );

  function whileTyping(code: string): RequirementState {
    const requirement = requirementsOf(policy).find((one) => one.code === code);
    const isMet = requirement?.isMet(normalizePassword(typed), owner);
    // Typing more mends everything but this.
    return isMet ? 'met' : requirement && code === 'too_long' ? 'failed' : 'unknown';
  }
}

function afterAttempt(state: PasswordFormState | null, code: string): RequirementState {
  return state?.failed.some((failed) => failed === code) ? 'failed' : 'unknown';
}

/** What stands in an uncontrolled field: answers empty it, but for those that hold on to what was typed. */
function useTyped(answer: PasswordFormState | null, id: string): [string, (text: string) => void] {
  const [typed, setTyped] = useState({ text: '', answer });
  if (answer !== typed.answer && answer?.notNow) setTyped({ ...typed, answer });
  // Typed, or filled in by a password manager, before this script ran.
  useEffect(() => {
    const input = document.getElementById(id);
    if (input instanceof HTMLInputElement && input.value) {
      setTyped({ text: input.value, answer: null });
    }
  }, [id]);
  return [typed.answer === answer ? typed.text : '', (text) => setTyped({ text, answer })];
}
