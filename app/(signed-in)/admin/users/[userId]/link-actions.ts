'use server';

import { redirect } from 'next/navigation';
import { administratorIfAny } from '@/lib/auth/administrator';
import { type FormFailure, readFields, runFormAction } from '@/lib/form-action';
import { dismissLink } from '@/lib/users/dismiss-link';
import { linkUser } from '@/lib/users/link-user';
import { isUuid } from '@/lib/uuid';
import { pathOf } from './user-path';

const ACTS = { link: linkUser, dismiss: dismissLink } as const;

type ActOutcome = { kind: string } | FormFailure;

/** Decides about who came from the portal, as the page showed them; then the page again. */
export async function decideLinkAction(form: FormData): Promise<void> {
  const fields = readFields(form, ['userId', 'act', 'provider', 'subject']);
  const administrator = await runFormAction(administratorIfAny);
  const userId = fields && isUuid(fields.userId) ? fields.userId : '';
  const act = fields && Object.hasOwn(ACTS, fields.act) ? (fields.act as keyof typeof ACTS) : null;
  if (!fields || !userId || !act) redirect('/admin/users');
  // Whoever is no administrator sees so on the page.
  if (!administrator) redirect(pathOf(userId));
  const { provider, subject } = fields;
  const outcome: ActOutcome =
    'kind' in administrator
      ? administrator
      : await runFormAction<ActOutcome>(() =>
          ACTS[act](administrator.scope, userId, { provider, subject }),
        );
  const isDone = outcome.kind === 'linked' || outcome.kind === 'link_dismissed';
  redirect(`${pathOf(userId)}?${isDone ? 'done' : 'not'}=${outcome.kind}`);
}
