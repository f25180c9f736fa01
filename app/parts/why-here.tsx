import { getTranslations } from 'next-intl/server';
import { portalName } from '@/app/parts/user-words';
import { Notice } from '@/components/notice';
import { currentScope } from '@/lib/auth/current-scope';

export type Query = Record<string, string | string[] | undefined>;

/** Whether something happened of which the Welcome page should be allowed to tell. */
export function hasHappened({ over, again, error, code }: Query): boolean {
  return Boolean(over || again || error || code);
}

/** A session that is over by itself or by somebody else's act. */
function isOver(over: Query[string]): boolean {
  return over === 'idle' || over === 'absolute' || over === 'ended';
}

interface WhyHereProps {
  query: Query;
  /** Whether the page has the sign-in form. */
  signsIn?: boolean;
}

/** Says why somebody is looking at the Welcome page who was elsewhere a moment ago. */
export async function WhyHere({ query, signsIn = false }: WhyHereProps) {
  const text = await reason(query, signsIn);
  if (!text) return null;
  const t = await getTranslations('welcome');
  return (
    <div className="mb-6">
      <Notice kind={query.over === 'signed_out' ? 'success' : 'info'} title={text}>
        {isOver(query.over) && <p>{t('signInAgain')}</p>}
        {query.over === 'signed_out_partly' && (
          <p>{t('signedOutPartlyText', { portal: await portalName() })}</p>
        )}
      </Notice>
    </div>
  );
}

/** The address may say anything; only known codes have words. */
async function reason(query: Query, signsIn: boolean): Promise<string | null> {
  const { over, again, error, code } = query;
  const t = await getTranslations('welcome');
  const { session } = currentScope().utility;
  switch (over) {
    case 'signed_out':
      return t('signedOut');
    case 'failed':
      return t('notSignedIn');
    case 'signed_out_here':
      return t('signedOutHere', { portal: await portalName() });
    case 'signed_out_partly':
      return t('signedOutPartly', { portal: await portalName() });
    case 'idle':
      return t('over.idle', { minutes: session.idleMinutes });
    case 'absolute':
      return t('over.absolute', { hours: session.absoluteHours });
    case 'ended':
      return t('over.ended');
    default:
      if (!again && (!error || code)) return null;
      return (await getTranslations('form'))(signsIn ? 'signInAgain' : 'again');
  }
}
