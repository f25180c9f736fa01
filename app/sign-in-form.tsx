'use client';

import type { UnsureWords } from '@/app/parts/form-trouble';
import type { SignInFormState } from '@/app/parts/sign-in-words';
import { useSteadyForm } from '@/app/parts/use-steady-form';
import { Button } from '@/components/button';
import { ErrorSummary } from '@/components/error-summary';
import { PasswordField, type PasswordToggleWords } from '@/components/password-field';
import { TextField } from '@/components/text-field';
import { signInAction } from './actions';

interface Words {
  username: string;
  password: string;
  signIn: string;
  problem: string;
  error: string;
  toggle: PasswordToggleWords;
  unsure: UnsureWords;
}

interface SignInFormProps {
  words: Words;
  returnTo: string;
  /** Whose page that is; empty for nobody's. */
  of: string;
  /** How an attempt at NextAuth's own endpoint ended. */
  refused: SignInFormState | null;
}

export function SignInForm({ words, returnTo, of, refused }: SignInFormProps) {
  const { answer: state, trouble, form } = useSteadyForm(signInAction, refused, words.unsure);
  const faultOf = (id: string) => state?.errors.find(({ href }) => href === `#${id}`)?.text;
  return (
    <>
      {trouble ??
        (state && (
          <ErrorSummary title={words.problem} errors={state.errors} headingLevel={3} answer={state}>
            {state.help.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </ErrorSummary>
        ))}
      <form {...form} className="space-y-5">
        <TextField
          id="username"
          name="username"
          label={words.username}
          error={faultOf('username')}
          errorPrefix={words.error}
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          autoFocus={!state}
          defaultValue={state?.username}
        />
        <PasswordField
          id="password"
          name="password"
          label={words.password}
          error={faultOf('password')}
          errorPrefix={words.error}
          autoComplete="current-password"
          toggle={words.toggle}
        />
        <input type="hidden" name="returnTo" value={returnTo} />
        <input type="hidden" name="of" value={of} />
        <Button wide>{words.signIn}</Button>
      </form>
    </>
  );
}
