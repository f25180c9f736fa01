'use server';

import { redirect } from 'next/navigation';
import { requireSession } from '@/lib/auth/require-session';
import { formHasArrived, readFields, runFormAction } from '@/lib/form-action';
import { endMyOtherSessions, endMySession } from '@/lib/my-sessions/end-session';
import { isUuid } from '@/lib/uuid';

const page = '/sessions';

/** Ends another session of whoever sends the form. */
export async function endSessionAction(form: FormData): Promise<void> {
  const fields = readFields(form, ['sessionId']);
  const session = await runFormAction(requireSession);
  if ('kind' in session) redirect(`${page}?not=unavailable`);
  if (!fields) redirect(page);
  const { sessionId } = fields;
  const outcome = await runFormAction(async () =>
    isUuid(sessionId) ? endMySession(session.scope, sessionId) : { kind: 'over' as const },
  );
  switch (outcome.kind) {
    case 'over':
      return redirect(`${page}?done=over`);
    case 'this_session':
      return redirect(page);
    case 'session_over':
      return redirect('/?over=ended');
    default:
      return redirect(`${page}?not=unavailable`);
  }
}

/** Ends every other session of whoever sends the form. */
export async function endOthersAction(): Promise<void> {
  formHasArrived();
  const session = await runFormAction(requireSession);
  if ('kind' in session) redirect(`${page}?not=unavailable`);
  const outcome = await runFormAction(() => endMyOtherSessions(session.scope));
  if (outcome.kind === 'session_over') redirect('/?over=ended');
  if (outcome.kind !== 'ended') redirect(`${page}?not=unavailable`);
  redirect(`${page}?done=others&count=${outcome.sessions}`);
}
