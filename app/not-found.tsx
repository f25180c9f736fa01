import { getTranslations } from 'next-intl/server';
import { PageFooter } from '@/app/parts/page-footer';
import { logoUrl, titled } from '@/app/parts/page-words';
import { ButtonLink } from '@/components/button';
import { PageHeading } from '@/components/page-heading';
import { PageShell } from '@/components/page-shell';
import { requestContext } from '@/lib/request-context';

export const generateMetadata = () => titled('notFound');

export default async function NotFound() {
  const { utility } = requestContext();
  const t = await getTranslations('notFound');
  return (
    <PageShell
      utilityName={utility.name}
      logoUrl={logoUrl(utility)}
      skipText={(await getTranslations('app'))('skip')}
      footer={<PageFooter />}
    >
      <PageHeading title={t('title')} align="centre">
        <p>{t('text')}</p>
      </PageHeading>
      <p className="text-center">
        <ButtonLink href="/">{t('start')}</ButtonLink>
      </p>
    </PageShell>
  );
}
