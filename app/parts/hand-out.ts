import { getTranslations } from 'next-intl/server';
import { fullInstant, portalName } from '@/app/parts/user-words';
import { requestContext } from '@/lib/request-context';
import type { TemporaryPassword } from '@/lib/users/new-temporary-password';
import { canonicalOrigin } from '@/lib/utilities/utility';

/** What is handed over to a person, in words. It goes through the browser once, and is kept nowhere. */
export interface HandOut {
  title: string;
  lines: { label: string; value: string; isPassword?: boolean }[];
  notes: string[];
  /** What the administrator reads, and the person with the printed sheet does not. */
  asides: string[];
  /** What the copy button copies; null where there is no password. */
  password: string | null;
  words: { copy: string; copied: string; print: string };
}

/** A temporary password that was just made, with everything that the person needs besides. */
export async function handOutOf(
  person: { fullName: string; username: string; isDisabled?: boolean },
  { password, expiresAt }: TemporaryPassword,
): Promise<HandOut> {
  const t = await getTranslations('temporaryPassword');
  const name = person.fullName;
  return {
    title: t('title', { name }),
    lines: [
      { label: t('address'), value: canonicalOrigin(requestContext().utility) },
      { label: t('username'), value: person.username },
      { label: t('password'), value: password, isPassword: true },
    ],
    notes: [t('until', { until: await fullInstant(expiresAt) }), t('note', { name })],
    asides: [t('onlyNow'), ...(person.isDisabled ? [t('disabled', { name })] : [])],
    password,
    words: { copy: t('copy'), copied: t('copied'), print: t('print') },
  };
}

/** An account that was added and gets no password. */
export async function handOutOfSso(person: {
  fullName: string;
  username: string;
}): Promise<HandOut> {
  const t = await getTranslations('temporaryPassword');
  const add = await getTranslations('addUser');
  const { fullName: name, username } = person;
  return {
    title: add('added', { name }),
    lines: [{ label: t('username'), value: username }],
    notes: [add('addedSso', { name, username, portal: await portalName() })],
    asides: [],
    password: null,
    words: { copy: t('copy'), copied: t('copied'), print: t('print') },
  };
}
