'use client';

import { useActionState } from 'react';
import { Button } from '@/components/button';
import { TextField } from '@/components/text-field';
import { ownEmailAction } from './actions';

interface OwnEmailFormProps {
  userId: string;
  version: number;
  email: string;
  words: { label: string; save: string; error: string };
}

export function OwnEmailForm({ userId, version, email, words }: OwnEmailFormProps) {
  const [state, act] = useActionState(ownEmailAction, null);
  return (
    <form action={act} className="flex flex-wrap items-end gap-3" noValidate>
      <input type="hidden" name="userId" value={userId} />
      <input type="hidden" name="version" value={version} />
      <div className="min-w-0 grow basis-64" role={state ? 'alert' : undefined}>
        <TextField
          key={state?.typed}
          id={`email-${userId}`}
          name="email"
          type="email"
          label={words.label}
          error={state?.error}
          errorPrefix={words.error}
          defaultValue={state?.typed ?? email}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </div>
      <Button variant="secondary">{words.save}</Button>
    </form>
  );
}
