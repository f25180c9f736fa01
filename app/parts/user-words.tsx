import { getFormatter, getLocale, getTranslations } from 'next-intl/server';
import { StatusTag } from '@/components/status-tag';
import { requestContext } from '@/lib/request-context';
import type { UserStatus } from '@/lib/users/user-status';
import { isRole } from '@/lib/utilities/utility';

const LOOKS = {
  active: { sign: 'success', tone: 'good' },
  locked: { sign: 'error', tone: 'bad' },
  temporary_pending: { sign: 'info', tone: 'neutral' },
  temporary_expired: { sign: 'warning', tone: 'attention' },
  disabled: { sign: 'open', tone: 'neutral' },
} as const satisfies Record<UserStatus, object>;

export async function UserStatusTag({ status }: { status: UserStatus }) {
  const t = await getTranslations('admin.status');
  return <StatusTag {...LOOKS[status]}>{t(status)}</StatusTag>;
}

/** «CSR, Bill Advisor»; a role that this version does not know by its own name. */
export async function rolesInWords(roles: readonly string[]): Promise<string> {
  const t = await getTranslations('admin');
  if (roles.length === 0) return t('none.roles');
  return roles.map((role) => (isRole(role) ? t(`role.${role}`) : role)).join(', ');
}

/** A day and time in the utility's time zone, which the page names once. */
export async function shortInstant(at: Date): Promise<string> {
  const format = await getFormatter();
  return format.dateTime(at, { dateStyle: 'medium', timeStyle: 'short' });
}

/** «Saturday, November 28, 2026 at 2:05 PM Eastern Standard Time». */
export async function fullInstant(at: Date): Promise<string> {
  const format = await getFormatter();
  return format.dateTime(at, {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'long',
  });
}

/**
 * The utility's time zone by name, summer and winter: «Eastern Time». One that has no such name is given
 * by its full one, as «Coordinated Universal Time».
 */
export async function zoneName(): Promise<string> {
  const { timeZone } = requestContext().utility;
  const locale = await getLocale();
  const nameOf = (timeZoneName: 'long' | 'longGeneric') =>
    new Intl.DateTimeFormat(locale, { timeZone, timeZoneName })
      .formatToParts()
      .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  const generic = nameOf('longGeneric');
  return /[+-]\d|^GMT$/.test(generic) ? nameOf('long') : generic;
}

/** How the utility's people call their portal. */
export async function portalName(): Promise<string> {
  const { sso } = requestContext().utility;
  return sso?.portalName ?? (await getTranslations('welcome'))('yourPortal');
}
