import { getTranslations } from 'next-intl/server';
import { rolesInWords } from '@/app/parts/user-words';
import type { UserFields } from '@/lib/accounts/user-changes-rules';

/** A field of an account as somebody else has saved it, and as it was typed here. */
export type Compared = {
  label: string;
  now: string;
  yours: string;
};

/** Both in words, field by field in the order of the form. */
export async function compared(now: UserFields, yours: UserFields): Promise<Compared[]> {
  const t = await getTranslations('userForm');
  const none = await getTranslations('admin.none');
  const texts = (['fullName', 'username', 'email'] as const).map((field) => ({
    label: t(field),
    now: now[field] || none(field),
    yours: yours[field].trim() || none(field),
  }));
  const roles = {
    label: t('roles'),
    now: await rolesInWords(now.roles),
    yours: await rolesInWords(yours.roles),
  };
  return [...texts, roles];
}
