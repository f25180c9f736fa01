import { getTranslations } from 'next-intl/server';
import { titled } from '@/app/parts/page-words';
import { PageHeading } from '@/components/page-heading';
import { AdminPage } from '../admin-page';

export const generateMetadata = () => titled('users');

export default async function UsersPage() {
  const t = await getTranslations('users');
  return <AdminPage section="users">{async () => <PageHeading title={t('title')} />}</AdminPage>;
}
