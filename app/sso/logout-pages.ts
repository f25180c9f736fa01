import { htmlPage, plainWords } from '@/app/parts/html-page';
import { portalName } from '@/app/sso/sso-pages';
import { answerWith, requestContext } from '@/lib/request-context';

/** How soon it is worth sending a message again that nothing could verify yet. */
const RETRY_AFTER_SECONDS = 5;

/** The portal has signed somebody out, and there is nowhere to tell it. */
export function logoutDonePage(): Promise<Response> {
  return logoutPage(200, 'done', '/?over=signed_out');
}

/** The same page whatever is wrong with a logout: the log has the reason, under the reference. */
export function logoutRefusedPage({ isForNow }: { isForNow: boolean }): Promise<Response> {
  // A page that asks for this status by itself would be replaced at the door (lib/door/next-answer).
  if (isForNow) answerWith(503, RETRY_AFTER_SECONDS);
  return logoutPage(isForNow ? 200 : 403, 'refused', '/?over=failed');
}

async function logoutPage(
  status: number,
  words: 'done' | 'refused',
  href: string,
): Promise<Response> {
  const t = await plainWords();
  const portal = await portalName();
  const text = t(`sso.logout.${words}.text`, { portal });
  return htmlPage(status, {
    title: t(`sso.logout.${words}.title`),
    paragraphs: text.split('\n').map((line) => line.charAt(0).toUpperCase() + line.slice(1)),
    link: { href, text: t('sso.welcome') },
    returnTo: href,
    ...(words === 'refused'
      ? { reference: t('sso.reference', { id: requestContext().requestId }) }
      : {}),
  });
}
