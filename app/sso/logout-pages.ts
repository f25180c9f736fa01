import { htmlPage, portalName } from '@/app/sso/sso-pages';
import { answerWith, requestContext } from '@/lib/request-context';
import { wordsOf } from '@/lib/words';

/** How soon it is worth sending a message again that nothing could verify yet. */
const RETRY_AFTER_SECONDS = 5;

/** The portal has signed somebody out, and there is nowhere to tell it. */
export function logoutDonePage(): Response {
  return logoutPage(200, 'done', '/?over=signed_out');
}

/** The same page whatever is wrong with a logout: the log has the reason, under the reference. */
export function logoutRefusedPage({ isForNow }: { isForNow: boolean }): Response {
  // A page that asks for this status by itself would be replaced at the door (lib/door/next-answer).
  if (isForNow) answerWith(503, RETRY_AFTER_SECONDS);
  return logoutPage(isForNow ? 200 : 403, 'refused', '/?over=failed');
}

function logoutPage(status: number, words: 'done' | 'refused', href: string): Response {
  const t = wordsOf('en');
  const portal = portalName();
  const text = t(`sso.logout.${words}.text`, { portal });
  return htmlPage(status, {
    title: t(`sso.logout.${words}.title`),
    paragraphs: text.split('\n').map((line) => line.charAt(0).toUpperCase() + line.slice(1)),
    link: { href, text: t('sso.welcome') },
    ...(words === 'refused'
      ? { reference: t('sso.reference', { id: requestContext().requestId }) }
      : {}),
  });
}
