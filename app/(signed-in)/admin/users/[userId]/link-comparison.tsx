import { getTranslations } from 'next-intl/server';
import { portalName, rolesInWords } from '@/app/parts/user-words';
import { Breakable } from '@/components/breakable';
import { DataTable } from '@/components/data-table';
import { StatusTag } from '@/components/status-tag';
import type { PendingLink } from '@/lib/accounts/pending-link-store';
import type { UserDetails } from '@/lib/users/find-user';
import { compareWithPortal, type Likeness } from '@/lib/users/link-comparison-rules';

interface LinkComparisonProps {
  link: Pick<PendingLink, 'fullName' | 'email' | 'roles'>;
  user: Pick<UserDetails, 'fullName' | 'email' | 'roles'>;
  /** Otherwise nothing is said of what a link would do. */
  isLinkable: boolean;
}

/** Who came from the portal and the account side by side, with what linking would do to its roles. */
export async function LinkComparison({ link, user, isLinkable }: LinkComparisonProps) {
  const t = await getTranslations('editUser.link');
  const form = await getTranslations('userForm');
  const none = await getTranslations('admin.none');
  const portal = await portalName();
  const found = compareWithPortal(link, user);
  const notSent = t('notTold');
  const roles = link.roles.length > 0 ? await rolesInWords(link.roles) : notSent;
  return (
    <DataTable
      caption={t('compared', { portal })}
      columns={[
        { key: 'field', label: t('field') },
        { key: 'there', label: t('there', { portal }), isLong: true },
        { key: 'here', label: t('here'), isLong: true },
        { key: 'likeness', label: t('likeness') },
      ]}
      rows={[
        {
          key: 'fullName',
          cells: {
            field: form('fullName'),
            there: link.fullName || notSent,
            here: user.fullName || none('fullName'),
            likeness: <LikenessTag likeness={found.fullName} />,
          },
        },
        {
          key: 'email',
          cells: {
            field: form('email'),
            there: <Breakable text={link.email || notSent} />,
            here: <Breakable text={user.email || none('email')} />,
            likeness: <LikenessTag likeness={found.email} />,
          },
        },
        {
          key: 'roles',
          cells: {
            field: form('roles'),
            there: roles,
            here: await rolesInWords(user.roles),
            likeness: (
              <>
                <LikenessTag likeness={found.roles} />
                {isLinkable && <RolesChanged change="lost" roles={found.lost} />}
                {isLinkable && <RolesChanged change="gained" roles={found.gained} />}
              </>
            ),
          },
        },
      ]}
    />
  );
}

const LOOKS = {
  same: { sign: 'success', tone: 'good' },
  different: { sign: 'warning', tone: 'attention' },
  not_sent: { sign: 'info', tone: 'neutral' },
} as const satisfies Record<Likeness, object>;

async function LikenessTag({ likeness }: { likeness: Likeness }) {
  const t = await getTranslations('editUser.link.likenesses');
  return <StatusTag {...LOOKS[likeness]}>{t(likeness)}</StatusTag>;
}

async function RolesChanged({ change, roles }: { change: 'lost' | 'gained'; roles: string[] }) {
  if (roles.length === 0) return null;
  const t = await getTranslations('editUser.link');
  return <span className="block">{t(change, { roles: await rolesInWords(roles) })}</span>;
}
