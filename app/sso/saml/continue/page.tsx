import { notFound, redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { PageFooter } from '@/app/parts/page-footer';
import { logoUrl, titled } from '@/app/parts/page-words';
import { portalName } from '@/app/parts/user-words';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { PageShell } from '@/components/page-shell';
import { currentScope } from '@/lib/auth/current-scope';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { waitingAnswer } from '@/lib/auth/waiting-arrival';
import { samlConnection } from '@/lib/utilities/portal-rules';

export const generateMetadata = () => titled('sso.continue');

/**
 * Asks whoever sits here whether they are the person of an answer that nobody had asked for. Any site can make
 * a browser bring somebody else's; who presses on sees as whom.
 */
export default async function ContinuePage() {
  const { utility } = currentScope();
  const connection = samlConnection(utility);
  if (!connection) notFound();
  const waiting = await orUnavailable(() => waitingAnswer(connection));
  if (!waiting) redirect('/?over=failed');
  const { name, mark } = waiting;
  const t = await getTranslations();
  return (
    <PageShell
      utilityName={utility.name}
      logoUrl={logoUrl(utility)}
      skipText={t('app.skip')}
      footer={<PageFooter />}
    >
      <Card title={t('sso.continue.title')} id="continue" headingLevel={1}>
        <p>{t('sso.continue.text', { portal: await portalName(), name })}</p>
        <form
          method="post"
          action="/sso/saml/finish"
          className="flex flex-wrap items-center gap-4 wrap-anywhere"
        >
          <input type="hidden" name="answer" value={mark} />
          <Button>{t('sso.continue.submit', { name })}</Button>
          <Button variant="secondary" name="no" value="1">
            {t('sso.continue.not')}
          </Button>
        </form>
        <p className="text-sm text-muted">{t('sso.continue.minutes')}</p>
      </Card>
    </PageShell>
  );
}
