import { getTranslations } from 'next-intl/server';
import { requirementWords } from '@/app/parts/requirement-words';
import { portalName } from '@/app/parts/user-words';
import type { Choice } from '@/components/choice-group';
import type { SummaryError } from '@/components/error-summary';
import { requestContext } from '@/lib/request-context';
import { rolesGivenBy } from '@/lib/users/edit-user-rules';
import type { NoTemporaryPassword } from '@/lib/users/new-temporary-password';
import type { UserFault } from '@/lib/users/new-user-rules';
import type { Role } from '@/lib/utilities/utility';

/** What somebody typed into the form of a user; it goes through the browser and holds no password. */
export interface TypedUser {
  fullName: string;
  username: string;
  email: string;
  roles: string[];
  method: string;
}

/** Every word of the fields. */
export async function userFormWords() {
  const t = await getTranslations('userForm');
  const form = await getTranslations('form');
  return {
    fullName: t('fullName'),
    username: t('username'),
    usernameHint: t('usernameHint'),
    usernameSuggested: t('usernameSuggested'),
    email: t('email'),
    roles: t('roles'),
    method: t('method'),
    usernameTaken: t('usernameTaken'),
    emailShared: t('emailShared'),
    emailSharedAgain: t('emailSharedAgain'),
    problem: form('problem'),
    error: form('error'),
  };
}

export type UserFormWords = Awaited<ReturnType<typeof userFormWords>>;

/** The roles that the acting person may give. */
export async function roleChoices(actorRoles: readonly Role[]): Promise<Choice[]> {
  const t = await getTranslations('userForm.roleHint');
  const admin = await getTranslations('admin.role');
  return rolesGivenBy(actorRoles).map((value) => ({
    value,
    label: admin(value),
    hint: t(value),
  }));
}

/** How a person may sign in; none to choose from at a utility with one way. */
export async function methodChoices(): Promise<Choice[]> {
  if (requestContext().utility.signIn !== 'both') return [];
  const t = await getTranslations('userForm.methodHint');
  const admin = await getTranslations('admin.method');
  return [
    { value: 'password', label: admin('password'), hint: t('password') },
    { value: 'sso', label: admin('sso'), hint: t('sso', { portal: await portalName() }) },
  ];
}

const FIELD_IDS = {
  username: '#username',
  fullName: '#full-name',
  email: '#email',
  roles: '#roles',
  signInMethod: '#method',
} as const;

/** What is wrong with the fields, in the order of the form. */
export async function wordsOfFaults(faults: readonly UserFault[]): Promise<SummaryError[]> {
  const t = await getTranslations('userForm.fault');
  const order = ['fullName', 'username', 'email', 'roles', 'signInMethod'] as const;
  return order.flatMap((field) =>
    faults.some((fault) => fault.field === field)
      ? [{ text: t(field), href: FIELD_IDS[field] }]
      : [],
  );
}

export async function wordsOfTakenUsername(username: string): Promise<SummaryError[]> {
  const t = await getTranslations('userForm.fault');
  return [{ text: t('usernameTaken', { username }), href: FIELD_IDS.username }];
}

/** Why there is no temporary password. */
export async function wordsOfNoPassword(
  refusal: Exclude<NoTemporaryPassword, { kind: 'busy' }>,
): Promise<SummaryError[]> {
  const href = '#temporary-password';
  switch (refusal.kind) {
    case 'password_refused': {
      const all = await requirementWords(requestContext().utility.passwords, 'other');
      return all
        .filter(({ code }) => refusal.failed.includes(code))
        .map(({ fault }) => ({ text: fault, href }));
    }
    case 'typing_off':
      return [{ text: (await getTranslations('userForm.fault'))('typingOff') }];
  }
}
