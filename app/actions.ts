'use server';

import { redirect } from 'next/navigation';
import { type SignInFormState, wordsOfEnd, wordsOfRefusal } from '@/app/parts/sign-in-words';
import { landingOfSignIn } from '@/lib/auth/own-landing';
import { signInWithPassword } from '@/lib/auth/password-sign-in';
import { readFields, runFormAction } from '@/lib/form-action';

export async function signInAction(_: unknown, form: FormData): Promise<SignInFormState> {
  const fields = readFields(form, ['username', 'password', 'returnTo']);
  if (!fields) return wordsOfEnd({ kind: 'malformed' });
  const { username, password, returnTo } = fields;
  const refusal = await runFormAction(async () => {
    const missing = username.trim() === '' || password === '';
    return missing ? { kind: 'incomplete' as const } : signInWithPassword({ username, password });
  });
  if (refusal) return wordsOfRefusal(refusal, { username, password });
  redirect(await landingOfSignIn(returnTo, form.get('of')));
}
