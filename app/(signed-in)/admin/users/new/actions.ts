'use server';

import { getTranslations } from 'next-intl/server';
import { type NotNow, notNowOf, wordsOfNotNow } from '@/app/parts/form-failure-words';
import { type HandOut, handOutOf, handOutOfSso } from '@/app/parts/hand-out';
import type { SteadyAnswer } from '@/app/parts/use-steady-form';
import {
  type TypedUser,
  wordsOfFaults,
  wordsOfNoPassword,
  wordsOfTakenUsername,
} from '@/app/parts/user-form-words';
import type { SummaryError } from '@/components/error-summary';
import { normalizeEmail } from '@/lib/accounts/email-rules';
import { assertNever } from '@/lib/assert-never';
import { administratorIfAny } from '@/lib/auth/administrator';
import { readFields, readList, runFormAction } from '@/lib/form-action';
import { answerWith, requestContext } from '@/lib/request-context';
import { type AddUserOutcome, addUser } from '@/lib/users/add-user';
import { freeUsernameFor } from '@/lib/users/examine-new-user';
import type { Role } from '@/lib/utilities/utility';

export type AddUserState =
  | { kind: 'added'; userId: string; handOut: HandOut }
  | ({
      kind: 'again';
      errors: SummaryError[];
      typed: TypedUser;
      /** The address of which the form has said that others have it. */
      sharedEmail: string | null;
    } & SteadyAnswer);

export async function addUserAction(_: unknown, form: FormData): Promise<AddUserState> {
  const fields = readFields(form, [
    'fullName',
    'username',
    'email',
    'method',
    'temporaryPassword',
    'sharedEmail',
  ]);
  const roles = readList(form, 'roles');
  // First: whatever keeps the account from being added, what was typed stays.
  const typed: TypedUser = { ...NOTHING, ...fields, roles: roles ?? [] };
  const administrator = await runFormAction(administratorIfAny);
  if (!administrator) return again([{ text: await notAllowed() }], typed);
  const sharedEmail = fields?.sharedEmail || null;
  if ('kind' in administrator) return notNow(administrator, typed, sharedEmail);
  if (!fields || !roles) return notNow({ kind: 'malformed' }, typed, sharedEmail);
  const { scope } = administrator;
  if (typed.username.trim() === '') {
    const free = await runFormAction(() => freeUsernameFor(scope, typed.fullName));
    return typeof free === 'string' ? suggest(typed, free) : notNow(free, typed, sharedEmail);
  }
  const outcome = await runFormAction(() =>
    addUser(
      scope,
      { ...fields, roles: roles as Role[], signInMethod: methodOf(fields.method) },
      {
        typedPassword: fields.temporaryPassword === '' ? null : fields.temporaryPassword,
        unlessEmailShared: { accepted: sharedEmail },
      },
    ),
  );
  return answer(outcome, typed, sharedEmail);
}

const NOTHING = { fullName: '', username: '', email: '', method: 'password' };

/** At a utility with one way to sign in the form does not ask. */
function methodOf(method: string): 'password' | 'sso' {
  const { signIn } = requestContext().utility;
  if (signIn === 'both') return method === 'sso' ? 'sso' : 'password';
  return signIn === 'sso' ? 'sso' : 'password';
}

async function answer(
  outcome: AddUserOutcome | { kind: 'unavailable' | 'malformed' },
  typed: TypedUser,
  sharedEmail: string | null,
): Promise<AddUserState> {
  switch (outcome.kind) {
    case 'added': {
      const { temporaryPassword, userId } = outcome;
      const handOut = temporaryPassword
        ? await handOutOf(typed, temporaryPassword)
        : await handOutOfSso(typed);
      return { kind: 'added', userId, handOut };
    }
    case 'invalid':
      return again(await wordsOfFaults(outcome.faults), typed);
    case 'username_taken':
      return again(await wordsOfTakenUsername(typed.username), typed);
    case 'email_shared': {
      const t = await getTranslations('userForm');
      const text = `${t('emailShared')} ${t('emailSharedAgain')}`;
      return again([{ text, href: '#email' }], typed, normalizeEmail(typed.email));
    }
    case 'password_refused':
    case 'typing_off':
      return again(await wordsOfNoPassword(outcome), typed);
    case 'busy':
      answerWith(503, outcome.retryAfterSeconds);
      return notNow(outcome, typed, sharedEmail);
    case 'not_allowed':
      return again([{ text: await notAllowed() }], typed);
    case 'unavailable':
    case 'malformed':
      return notNow(outcome, typed, sharedEmail);
    default:
      return assertNever(outcome);
  }
}

/** What was said of the email address stays said: the same form may be sent again by itself. */
async function notNow(
  failure: NotNow,
  typed: TypedUser,
  sharedEmail: string | null,
): Promise<AddUserState> {
  const errors = [{ text: await wordsOfNotNow(failure) }];
  return { ...again(errors, typed, sharedEmail), ...notNowOf(failure) };
}

/** Without script nothing was suggested while the name was typed. */
async function suggest(typed: TypedUser, username: string): Promise<AddUserState> {
  const t = await getTranslations('userForm.fault');
  const text = username ? t('usernameSuggested', { username }) : t('username');
  return again([{ text, href: '#username' }], { ...typed, username });
}

function again(
  errors: SummaryError[],
  { fullName, username, email, roles, method }: TypedUser,
  sharedEmail: string | null = null,
): AddUserState {
  // What was typed, without the password that may have been typed too.
  const typed = { fullName, username, email, roles, method };
  return { kind: 'again', errors, typed, sharedEmail };
}

async function notAllowed(): Promise<string> {
  answerWith(403);
  return (await getTranslations('editUser.not'))('not_allowed');
}
