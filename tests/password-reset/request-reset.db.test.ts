import { beforeEach, describe, expect, test } from 'vitest';
import { resetRequests } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { decideWaitingRequests } from '@/lib/password-reset/decide-requests';
import { requestReset } from '@/lib/password-reset/request-reset';
import type { Scope } from '@/lib/scope';
import { later, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
});

const ask = (typed: string) => requestReset(scope, typed);
const requests = () => db().select().from(resetRequests);

async function outcomes() {
  await decideWaitingRequests(() => NOON);
  return (await requests()).map(({ outcome }) => outcome);
}

describe('a request', () => {
  test('is taken as it stands, undecided, with when and from where', async () => {
    expect(await requestReset(later(scope, 3), 'dana@mail.example')).toEqual({ kind: 'taken' });
    expect(await requests()).toMatchObject([
      {
        utilityId: 'harbor',
        requestedAt: noonPlus(3),
        clientAddress: '198.51.100.7',
        clientKey: '198.51.100.7',
        requestId: 'test-request',
        decidedAt: null,
        outcome: null,
        userId: null,
        secretHash: null,
      },
    ]);
  });

  test('is refused where people sign in at their portal alone', async () => {
    scope = testScope(await testUtility({ signIn: 'sso', sso: portal }));
    expect(await ask('dana@mail.example')).toEqual({ kind: 'passwords_off' });
    expect(await requests()).toEqual([]);
  });

  test('is taken where people sign in by both', async () => {
    scope = testScope(await testUtility({ signIn: 'both', sso: portal }));
    expect(await ask('dana@mail.example')).toEqual({ kind: 'taken' });
  });
});

describe('what no mailbox can have is refused by its form alone, and not kept:', () => {
  const domain = '@mail.example';
  test.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['400 characters', `${'x'.repeat(400 - domain.length)}${domain}`],
    ['255 characters', `${'x'.repeat(255 - domain.length)}${domain}`],
    ['a line break inside', 'dana@mail.example\nsam@mail.example'],
    ['a header behind it', 'dana@mail.example\r\nBcc: sam@mail.example'],
    ['a line separator', 'dana@mail.example\u2028sam'],
    ['two with a comma', 'dana@mail.example,sam@mail.example'],
    ['two with a semicolon', 'dana@mail.example;sam@mail.example'],
    ['two with a space', 'dana@mail.example sam@mail.example'],
    ['no @', 'danaortiz'],
    ['a password', 'Lantern-Bay-27'],
    ['a display name', 'Dana Ortiz <dana@mail.example>'],
    ['a quoted name', '"dana ortiz"@mail.example'],
    ['an address in brackets', '<dana@mail.example>'],
    ['a NUL', 'dana\0@mail.example'],
    ['a NUL behind it', 'dana@mail.example\0'],
    ['half a surrogate pair', 'dana\ud83d@mail.example'],
    ['the other half in the domain', 'dana@mail\udc00.example'],
    ['a change of writing direction', 'dana\u202e@mail.example'],
  ])('%s', async (_, typed) => {
    expect(await ask(typed)).toEqual({ kind: 'not_an_address' });
    expect(await requests()).toEqual([]);
  });

  test('but 254 characters are taken, with spaces around them too', async () => {
    const longest = `${'x'.repeat(254 - domain.length)}${domain}`;
    expect(await ask(longest)).toEqual({ kind: 'taken' });
    expect(await ask(`  ${longest}\t`)).toEqual({ kind: 'taken' });
    expect(await outcomes()).toEqual(['nobody', 'nobody']);
  });
});

describe('an account is found by its address', () => {
  test.each([
    ['as it is', 'dana.o@mail.example', 'dana.o@mail.example'],
    ['in another case', 'dana.o@mail.example', 'Dana.O@MAIL.Example'],
    ['with spaces around it', 'dana.o@mail.example', ' \tdana.o@mail.example \u00a0'],
    ['in full-width letters', 'dana.o@mail.example', 'ｄａｎａ.ｏ@ｍａｉｌ.ｅｘａｍｐｌｅ'],
    ['with an accent typed apart', 'josé@mail.example', 'jose\u0301@mail.example'],
    ['by its domain in letters', 'dana@xn--bcher-kva.example', 'dana@bücher.example'],
    ['by its domain as DNS has it', 'dana@bücher.example', 'dana@XN--BCHER-KVA.example'],
    ['by its domain in capitals', 'dana@xn--bcher-kva.example', 'dana@BÜCHER.example'],
    ['by its domain with ß', 'dana@xn--fa-hia.example', 'dana@faß.example'],
  ])('%s', async (_, email, typed) => {
    await testPerson(scope, { email });
    expect(await ask(typed)).toEqual({ kind: 'taken' });
    expect(await outcomes()).toEqual(['link']);
  });

  test.each([
    ['a part of it', 'dana@mail.example'],
    ['with something behind it', 'dana.o@mail.example.org'],
    ['without its dot', 'danao@mail.example'],
    ['with a wildcard', 'dana.%@mail.example'],
  ])('and not by %s', async (_, typed) => {
    await testPerson(scope, { email: 'dana.o@mail.example' });
    await ask(typed);
    expect(await outcomes()).toEqual(['nobody']);
  });
});
