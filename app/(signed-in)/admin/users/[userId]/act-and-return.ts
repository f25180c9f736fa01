import { redirect } from 'next/navigation';
import { administratorIfAny } from '@/lib/auth/administrator';
import { type FormFailure, runFormAction } from '@/lib/form-action';
import type { Scope } from '@/lib/scope';
import { userAdminPath } from '@/lib/utilities/tab-rules';
import { isUuid } from '@/lib/uuid';
import { isDone } from './outcome-words';
import { pathOf } from './user-path';

type ActOutcome = { kind: string } | FormFailure;

/**
 * Does what an administrator's form asks for about an account; then its page again, with what was done or
 * why not.
 *
 * @param act null where the form asks for nothing that there is
 */
export async function actAndReturn(
  userId: string | undefined,
  act: ((scope: Scope, userId: string) => Promise<ActOutcome>) | null,
): Promise<never> {
  const administrator = await runFormAction(administratorIfAny);
  if (!userId || !isUuid(userId) || !act) redirect(userAdminPath);
  // Whoever is no administrator sees so on the page.
  if (!administrator) redirect(pathOf(userId));
  const outcome: ActOutcome =
    'kind' in administrator
      ? administrator
      : await runFormAction<ActOutcome>(() => act(administrator.scope, userId));
  if (outcome.kind === 'deleted') redirect(`${userAdminPath}?done=deleted`);
  redirect(`${pathOf(userId)}?${isDone(outcome.kind) ? 'done' : 'not'}=${outcome.kind}`);
}
