import { getTranslations } from 'next-intl/server';
import { answerWith } from '@/lib/request-context';

/** Why nothing was done to the account, in words; whoever is no administrator gets a 403. */
export async function notDone(
  kind:
    | 'not_allowed'
    | 'unknown_user'
    | 'signs_in_by_sso'
    | 'not_possible'
    | 'oneself'
    | 'last_administrator'
    | 'malformed',
): Promise<string> {
  if (kind === 'not_allowed') answerWith(403);
  return (await getTranslations('editUser.not'))(kind);
}
