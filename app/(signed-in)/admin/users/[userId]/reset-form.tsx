'use client';

import { HandOutPanel } from '@/app/parts/hand-out-panel';
import { useSteadyForm } from '@/app/parts/use-steady-form';
import { Button, ButtonLink } from '@/components/button';
import { ErrorSummary } from '@/components/error-summary';
import { TypedPasswordField } from '../typed-password-field';
import type { TypedPasswordWords } from '../typed-password-words';
import { resetAction } from './reset-actions';

interface ResetFormProps {
  userId: string;
  /** False where something else would help the person sooner. */
  isWantedMost: boolean;
  words: { button: string; text: string; problem: string; error: string; back: string };
  /** Null where temporary passwords are always made. */
  typing: (TypedPasswordWords & { summary: string }) | null;
}

/** One button that gives a temporary password, which then stands in its place. */
export function ResetForm({ userId, isWantedMost, words, typing }: ResetFormProps) {
  const { answer: state, trouble, isPending, form } = useSteadyForm(resetAction);
  if (state?.kind === 'reset') {
    return (
      <HandOutPanel handOut={state.handOut}>
        <ButtonLink href="/admin/users" variant="secondary">
          {words.back}
        </ButtonLink>
      </HandOutPanel>
    );
  }
  const errors = state?.errors ?? [];
  const typedError = errors.find(({ href }) => href === '#temporary-password')?.text;
  return (
    <form {...form} className="space-y-3">
      {trouble ??
        (state && (
          <ErrorSummary title={words.problem} errors={errors} answer={state} headingLevel={3} />
        ))}
      <input type="hidden" name="userId" value={userId} />
      {/* A second click would replace the password that is being shown. */}
      <Button variant={isWantedMost ? 'primary' : 'secondary'} disabled={isPending}>
        {words.button}
      </Button>
      <p className="text-sm text-muted">{words.text}</p>
      {typing ? (
        <details open={typedError !== undefined}>
          <summary>{typing.summary}</summary>
          <div className="mt-3">
            <TypedPasswordField words={typing} error={typedError} errorPrefix={words.error} />
          </div>
        </details>
      ) : (
        <input type="hidden" name="temporaryPassword" value="" />
      )}
    </form>
  );
}
