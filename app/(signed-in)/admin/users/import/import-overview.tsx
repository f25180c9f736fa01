import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/button';
import { Card } from '@/components/card';
import type { Scope } from '@/lib/scope';
import { RecentImports } from './recent-imports';
import { UploadForm } from './upload-form';

/** Where an import begins, and the export. */
export async function ImportOverview({ scope }: { scope: Scope }) {
  const t = await getTranslations('import');
  return (
    <div className="space-y-6">
      <Card title={t('choose.title')} id="import">
        <UploadForm signIn={scope.utility.signIn} />
      </Card>
      <Card title={t('export.title')} id="export">
        <p className="max-w-measure">{t('export.text')}</p>
        <ButtonLink variant="secondary" href="/admin/users/export" download>
          {t('export.download')}
        </ButtonLink>
      </Card>
      <RecentImports scope={scope} />
    </div>
  );
}
