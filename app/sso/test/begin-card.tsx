import { getTranslations } from 'next-intl/server';
import { portalName } from '@/app/parts/user-words';
import { ButtonLink } from '@/components/button';
import { Card } from '@/components/card';
import { userAdminPath } from '@/lib/utilities/tab-rules';

interface BeginCardProps {
  /** The secret of a link, for who is no administrator. */
  link: string | null;
  /** After a report. */
  isAgain: boolean;
}

/** Both ways to begin: links and no form, since a portal may hop to hosts that nobody knows of. */
export async function BeginCard({ link, isAgain }: BeginCardProps) {
  const t = await getTranslations('sso.test');
  const portal = await portalName();
  return (
    <Card title={isAgain ? t('begin.again') : t('begin.title')} id="begin">
      <p>{t('begin.text', { portal })}</p>
      {link && <p>{t('begin.once')}</p>}
      <p>
        <ButtonLink href={startPath(link)} rel="nofollow">
          {t('begin.start')}
        </ButtonLink>
      </p>
      <p>{t('begin.freshText', { portal })}</p>
      <p>
        <ButtonLink href={startPath(link, { fresh: '1' })} variant="secondary" rel="nofollow">
          {t('begin.fresh')}
        </ButtonLink>
      </p>
      {!link && (
        <p>
          <a href={userAdminPath}>{t('back')}</a>
        </p>
      )}
    </Card>
  );
}

function startPath(link: string | null, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...(link ? { link } : {}), ...more });
  return query.size > 0 ? `/sso/test/start?${query}` : '/sso/test/start';
}
