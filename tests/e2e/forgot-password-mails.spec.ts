import { mailsFor, newestMail } from '@/tests/e2e/support/mails';
import { disable, newcomer, newUsername, person, unlock, WRONG } from '@/tests/e2e/support/people';
import { allSettled, mailedLink, pathIn, requestReset } from '@/tests/e2e/support/reset';
import { expect, test } from '@/tests/e2e/support/test';
import { linkIn } from '@/tests/support/mail-catcher';

/** A mailbox that no other test knows, for people who share it. */
const newMailbox = () => `box-${newUsername()}@mail.example`;

test('the mail comes from the CSI, names the username and the utility, and holds one link', async ({
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  await requestReset(visitor('harbor'), dana.email);
  const mail = await newestMail(dana.email);
  expect(mail.subject).toBe('Forgot Password');
  expect(mail.from).toMatchObject({
    name: 'Opower Customer Service Interface',
    address: 'no-reply@csi.example',
  });
  for (const text of [mail.text, mail.html]) {
    for (const words of [
      dana.username,
      dana.fullName,
      'Harbor Power',
      'The link works once, until',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain(dana.password);
  }
  expect(linkIn(mail)).toMatch(
    new RegExp(`^${servers.url('harbor', '')}/reset-password\\?token=[0-9a-f-]{36}\\.[\\w-]{43}$`),
  );
  expect(
    mail.html
      ?.match(/https?:\/\/[^"\s<]+/g)
      ?.filter((url) => !url.startsWith(servers.url('harbor', '')) && !url.includes('www.w3.org')),
  ).toEqual([]);
});

test('a mailbox gets nothing when its address is shared, unknown or of a disabled account', async ({
  address,
  servers,
  visitor,
}) => {
  const shared = newMailbox();
  const twins = [
    await person('harbor', { email: shared }),
    await newcomer('harbor', { email: shared }),
  ];
  const gone = await person('harbor');
  await disable(gone);
  const elsewhere = await person('plain');
  const unknown = newMailbox();
  const dana = await person('harbor');
  const guest = visitor('harbor');
  const silent = [shared, gone.email, elsewhere.email, unknown];
  for (const email of silent) await requestReset(guest, email);
  await requestReset(guest, dana.email);
  await newestMail(dana.email);
  await allSettled(servers, address, [...twins, gone, elsewhere, dana]);
  expect(silent.map((email) => [email, mailsFor(email).length])).toEqual(
    silent.map((email) => [email, 0]),
  );
  const [blocks] = await servers.sql`select blocked from shared_email_blocks
    where utility_id = 'harbor' and email_key = ${shared}`;
  expect(blocks?.blocked).toBe(1);
});

test('a locked account’s mailbox gets whom to contact and no link, and a link once unlocked', async ({
  visitor,
}) => {
  for (const [utility, contact] of [
    ['harbor', 'your Customer Service Administrator (Service desk, ext. 4410)'],
    ['plain', 'your Customer Service Administrator to have it unlocked'],
  ] as const) {
    const dana = await person(utility);
    for (const _ of [1, 2, 3]) await visitor(utility).signIn({ ...dana, password: WRONG });
    await requestReset(visitor(utility), dana.email);
    const mail = await newestMail(dana.email);
    expect(mail.subject).toBe('Forgot Password');
    expect(mail.text).toContain('locked');
    expect(mail.text).toContain(contact);
    expect(mail.text).toContain('ask your supervisor');
    expect(linkIn(mail)).toBeNull();
    expect(`${mail.html}${mail.text}`).not.toContain('token=');
    await unlock(dana);
    expect(await mailedLink(visitor(utility), dana, 2)).toContain('token=');
  }
});

test('whoever signs in by SSO is told so, without a link', async ({ visitor }) => {
  const alice = await newcomer('river', { signInMethod: 'sso' });
  await requestReset(visitor('river'), alice.email);
  const mail = await newestMail(alice.email);
  expect(mail.subject).toBe('Forgot Password');
  expect(mail.text).toContain('so there is no password here to reset');
  expect(linkIn(mail)).toBeNull();
});

test('a portal without a name of its own is called the utility’s portal', async ({ visitor }) => {
  const alice = await newcomer('river', { signInMethod: 'sso' });
  await requestReset(visitor('river'), alice.email);
  const { text } = await newestMail(alice.email);
  expect(text).toContain('You sign in at your utility’s portal');
});

test('of a password and an SSO account on one address, the one with the password gets a link', async ({
  visitor,
}) => {
  const email = newMailbox();
  await newcomer('river', { signInMethod: 'sso', email });
  const dana = await person('river', { email });
  const link = await mailedLink(visitor('river'), dana);
  expect((await newestMail(email)).text).toContain(dana.username);
  expect((await visitor('river').get(pathIn(link))).status).toBe(303);
});

test('a disabled twin does not count: the other one gets a link', async ({ visitor }) => {
  const email = newMailbox();
  await disable(await person('harbor', { email }));
  const dana = await person('harbor', { email });
  await mailedLink(visitor('harbor'), dana);
  expect((await newestMail(email)).text).toContain(dana.username);
});

test('a temporary password, expired or not, can be replaced by a link', async ({
  servers,
  visitor,
}) => {
  const [fresh, expired] = [await newcomer('harbor'), await newcomer('harbor')];
  await servers.sql`update users set temporary_expires_at = now() - interval '1 day'
    where user_id = ${expired.userId}`;
  for (const who of [fresh, expired]) {
    expect(await mailedLink(visitor('harbor'), who)).toContain('token=');
  }
});

test('mail goes to the address on the account, never to a lookalike that was typed', async ({
  address,
  servers,
  visitor,
}) => {
  const dana = await person('harbor', { email: `kim-${newMailbox()}` });
  // The Kelvin sign, full-width letters, a dotless i: the same to some comparisons, not to mail.
  const lookalikes = [
    dana.email.replace('k', '\u212a'),
    dana.email.replace('example', '\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45'),
    dana.email.replace('i', '\u0131'),
  ];
  const guest = visitor('harbor');
  for (const email of lookalikes) await requestReset(guest, email);
  await requestReset(visitor('harbor'), dana.email);
  await newestMail(dana.email);
  await allSettled(servers, address, [dana]);
  for (const email of lookalikes.slice(1)) expect([email, mailsFor(email)]).toEqual([email, []]);
  for (const { to } of mailsFor(dana.email)) {
    expect(to).toEqual([{ name: dana.fullName, address: dana.email }]);
  }
});
