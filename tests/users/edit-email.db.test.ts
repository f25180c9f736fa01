import { beforeEach, describe, expect, test } from 'vitest';
import { mailOutbox } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { examineLink } from '@/lib/password-reset/reset-link';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { disableUser } from '@/tests/support/as-operator';
import { edit } from '@/tests/support/edit';
import { eventsOf } from '@/tests/support/events';
import { catchMails, mailedLink, workersRun } from '@/tests/support/reset-mails';
import { found, testAdministrator } from '@/tests/support/test-administrator';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const mails = catchMails();
const OLD = 'danaortiz@mail.example';
const NEW = 'dana@new.example';
let door: Scope;
let admin: Scope;
let userId: string;

beforeEach(async () => {
  door = testScope(await testUtility());
  ({ userId } = await testPerson(door));
  admin = later((await testAdministrator(door)).scope, 5);
});

const queued = () => db().select().from(mailOutbox);

async function sent(): Promise<[to: string[], subject: string | undefined, text: string][]> {
  await workersRun(noonPlus(6));
  const inOrder = [...mails].sort((a, b) => String(a.recipients).localeCompare(`${b.recipients}`));
  return inOrder.map(({ recipients, subject, text }) => [recipients, subject, text ?? '']);
}

describe('a new address', () => {
  test('is told to the new mailbox and to the old one, each in its words', async () => {
    await edit(admin, userId, { email: NEW });
    expect(await sent()).toEqual([
      [
        [NEW],
        'Your email address was changed',
        expect.stringContaining('emails about this account come here'),
      ],
      [[OLD], 'Your email address was changed', expect.stringContaining('go to another address')],
    ]);
    expect(await eventsOf(door, 'mail.sent')).toHaveLength(2);
  });

  test('does not say to the old mailbox what the new one is', async () => {
    await edit(admin, userId, { email: NEW });
    await workersRun(noonPlus(6));
    const old = mails.filter(({ recipients }) => recipients.includes(OLD));
    expect(old).toHaveLength(1);
    expect(JSON.stringify(old)).not.toContain(NEW);
  });

  test('in another case only is changed, and mailed to nobody', async () => {
    expect(await edit(admin, userId, { email: OLD.toUpperCase() })).toMatchObject({
      kind: 'saved',
    });
    expect((await found(door, userId)).email).toBe(OLD.toUpperCase());
    expect(await queued()).toEqual([]);
  });

  test('is not mailed where nothing was saved', async () => {
    await testPerson(door, { username: 'samlee' });
    await edit(admin, userId, { email: NEW, username: 'samlee' });
    expect(await queued()).toEqual([]);
  });

  test('kills the link that was mailed to the old one, and leaves the next alive', async () => {
    const link = await mailedLink(door, OLD, mails);
    expect(await examineLink(door, link)).toMatchObject({ kind: 'good' });
    await edit(admin, userId, { email: NEW });
    expect(await examineLink(door, link)).toEqual({ kind: 'invalid' });
    const next = await mailedLink(later(door, 9), NEW, mails);
    expect(await examineLink(later(door, 9), next)).toMatchObject({ kind: 'good' });
  });

  test('that is given back does not wake a link, unless it still is the newest', async () => {
    const link = await mailedLink(door, OLD, mails);
    await edit(admin, userId, { email: NEW });
    const next = await mailedLink(later(door, 9), NEW, mails);
    await edit(admin, userId, { email: OLD });
    expect(await examineLink(door, link)).toEqual({ kind: 'invalid' });
    expect(await examineLink(door, next)).toEqual({ kind: 'invalid' });
  });

  test('gets no link that was asked for the old one and not decided yet', async () => {
    await edit(admin, userId, { email: NEW });
    mails.length = 0;
    await expect(mailedLink(later(door, 9), OLD, mails)).rejects.toThrow('no link');
  });

  test('leaves sessions open: the person goes on working', async () => {
    await signIn(door, { username: 'danaortiz', password: PASSWORD });
    await edit(admin, userId, { email: NEW, roles: ['BILL_ADVISOR'] });
    expect((await found(door, userId)).openSessions).toBe(1);
  });
});

describe('other roles', () => {
  test('are told to the person, by name', async () => {
    await edit(admin, userId, { roles: ['BILL_ADVISOR', 'CSR'] });
    expect(await sent()).toEqual([
      [
        [OLD],
        'Your roles were changed',
        expect.stringContaining('They are now: CSR and Bill Advisor.'),
      ],
    ]);
  });

  test('and a new address are three mails', async () => {
    await edit(admin, userId, { email: NEW, roles: ['BILL_ADVISOR'] });
    const kinds = (await queued()).map(({ kind }) => kind).sort();
    expect(kinds).toEqual([
      'email_changed_by_administrator',
      'email_taken_off',
      'roles_changed_by_administrator',
    ]);
  });

  test.each(['fullName', 'username'])('are not told where only the %s is new', async (field) => {
    await edit(admin, userId, { [field]: 'else' });
    expect(await queued()).toEqual([]);
  });
});

describe('an address that another username has', () => {
  const SHARED = 'samlee@mail.example';

  beforeEach(async () => {
    await testPerson(door, { username: 'samlee' });
  });

  test('is refused first, in every spelling, and nothing is changed', async () => {
    for (const email of [SHARED, 'SamLee@MAIL.example', ` ${SHARED} `]) {
      expect(await edit(admin, userId, { email })).toEqual({ kind: 'email_shared' });
    }
    expect(await found(door, userId)).toMatchObject({ email: OLD, version: 1 });
    expect(await queued()).toEqual([]);
  });

  test('is taken by who says so of this very address', async () => {
    const accepted = { email: SHARED, sharedEmailAccepted: SHARED };
    expect(await edit(admin, userId, accepted)).toMatchObject({ kind: 'saved' });
    expect((await found(door, userId)).sharesEmailWith).toMatchObject([{ username: 'samlee' }]);
  });

  test('is not taken by who has said so of another one', async () => {
    for (const sharedEmailAccepted of ['kim@mail.example', '', OLD]) {
      const outcome = await edit(admin, userId, { email: SHARED, sharedEmailAccepted });
      expect(outcome).toEqual({ kind: 'email_shared' });
    }
  });

  test('may stay while other things are changed', async () => {
    await edit(admin, userId, { email: SHARED, sharedEmailAccepted: SHARED });
    expect(await edit(admin, userId, { fullName: 'Dana Meyer' })).toMatchObject({ kind: 'saved' });
  });

  test('is nobody’s where the other is disabled, signs in by SSO, or is of another utility', async () => {
    const utility = await testUtility({ signIn: 'both', sso: portal });
    const both = { ...admin, utility };
    const off = await testPerson(both, { username: 'off', email: 'off@mail.example' });
    await disableUser(both, off.userId);
    await testUser(both, { username: 'sso', email: 'sso@mail.example', signInMethod: 'sso' });
    const summit = testScope(await testUtility({ utility: 'summit' }));
    await testPerson(summit, { username: 'far', email: 'far@mail.example' });
    for (const email of ['off@mail.example', 'sso@mail.example', 'far@mail.example']) {
      expect(await edit(both, userId, { email })).toMatchObject({ kind: 'saved' });
    }
  });
});
