'use server';

import { readFields } from '@/lib/form-action';
import { dismissLink } from '@/lib/users/dismiss-link';
import { linkUser } from '@/lib/users/link-user';
import { actAndReturn } from './act-and-return';

const ACTS = { link: linkUser, dismiss: dismissLink } as const;

/** Decides about who came from the portal, as the page showed them. */
export async function decideLinkAction(form: FormData): Promise<void> {
  const fields = readFields(form, ['userId', 'act', 'provider', 'subject']);
  if (!fields || !Object.hasOwn(ACTS, fields.act)) return actAndReturn(fields?.userId, null);
  const { userId, provider, subject } = fields;
  const decide = ACTS[fields.act as keyof typeof ACTS];
  await actAndReturn(userId, (scope, id) => decide(scope, id, { provider, subject }));
}
