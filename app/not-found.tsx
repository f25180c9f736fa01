import { getTranslations } from 'next-intl/server';
import { logoUrl } from '@/app/parts/page-words';
import { PageHeading } from '@/components/page-heading';
import { PageShell } from '@/components/page-shell';
import { requestContext } from '@/lib/request-context';

export default async function NotFound() {
  const { utility } = requestContext();
  const t = await getTranslations('notFound');
  return (
    <PageShell
      utilityName={utility.name}
      logoUrl={logoUrl(utility)}
      skipText={(await getTranslations('app'))('skip')}
    >
      <PageHeading title={t('title')} align="centre">
        <p>{t('text')}</p>
        <p>
          <a href="/">{t('start')}</a>
        </p>
      </PageHeading>
    </PageShell>
  );
}
