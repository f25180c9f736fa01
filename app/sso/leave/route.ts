import { notHere, seeOther } from '@/app/parts/answers';
import { htmlPage, plainWords } from '@/app/parts/html-page';
import { portalName } from '@/app/sso/sso-pages';
import { addressToLeaveBy } from '@/lib/auth/portal-sign-out';
import { requestContext } from '@/lib/request-context';

/**
 * On the way from Sign out to the portal's own end. A page and not a redirect: a form's answers may lead
 * to this host only (`form-action`), along the whole chain, and a portal hops to hosts that nobody knows.
 * It goes on at once and without script (WCAG technique H76); the link is for whoever turned that off.
 */
export async function GET(request: Request): Promise<Response> {
  if (requestContext().isPrefetch || request.method !== 'GET') return notHere();
  const address = await addressToLeaveBy();
  if (!address) return seeOther('/?over=signed_out_here');
  const t = await plainWords();
  const portal = await portalName();
  return htmlPage(
    200,
    {
      title: t('sso.leaving.title', { portal }),
      paragraphs: [t('sso.leaving.text', { portal })],
      link: { href: address, text: t('sso.leaving.link', { portal }) },
      returnTo: requestContext().path,
    },
    { Refresh: `0; url=${address}` },
  );
}
