'use client';

import { useSteadyForm } from '@/app/parts/use-steady-form';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { ErrorSummary } from '@/components/error-summary';
import { TextField } from '@/components/text-field';
import { requestResetAction } from './actions';

interface Words {
  title: string;
  lead: string;
  email: string;
  submit: string;
  back: string;
  problem: string;
  error: string;
}

export function ForgotPasswordForm({ words }: { words: Words }) {
  const { answer: state, trouble, form } = useSteadyForm(requestResetAction);
  return (
    <Card
      title={words.title}
      id="forgot-password"
      headingLevel={1}
      footer={
        <a href="/" className="inline-flex min-h-11 items-center rounded-control px-3">
          {words.back}
        </a>
      }
    >
      <p>{words.lead}</p>
      {trouble ??
        (state && <ErrorSummary title={words.problem} errors={state.errors} answer={state} />)}
      {/* The browser's own check knows fewer addresses than mail does, and speaks its own language. */}
      <form {...form} className="space-y-5" noValidate>
        <TextField
          id="email"
          name="email"
          type="email"
          label={words.email}
          error={state?.errors.find(({ href }) => href === '#email')?.text}
          errorPrefix={words.error}
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={state?.email}
        />
        <Button wide>{words.submit}</Button>
      </form>
    </Card>
  );
}
