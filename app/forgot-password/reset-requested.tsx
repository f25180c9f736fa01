import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/button';
import { Card } from '@/components/card';
import { currentScope } from '@/lib/auth/current-scope';

/** The same for every address: that something may come, and what to do when nothing does. */
export async function ResetRequested() {
  const { contact, resetLinkHours: hours } = currentScope().utility;
  const t = await getTranslations('resetRequested');
  return (
    <Card title={t('title')} id="reset-requested" headingLevel={1}>
      <p className="text-lg">{t('sent')}</p>
      <h2 className="font-semibold">{t('nothing')}</h2>
      <ul className="list-disc space-y-2 pl-5">
        <li>{t('spam')}</li>
        <li>{t('newest', { hours })}</li>
        <li>{contact ? t('askCsaAt', { contact }) : t('askCsa')}</li>
        <li>{t('askSupervisor')}</li>
      </ul>
      <p>
        <ButtonLink href="/" variant="secondary">
          {t('signIn')}
        </ButtonLink>
      </p>
    </Card>
  );
}
