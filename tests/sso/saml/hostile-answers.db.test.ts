import { beforeEach, describe, expect, test, vi } from 'vitest';
import { samlRequests, ssoUsed, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { receiveResponse } from '@/lib/sso/saml/receive-response';
import { bodyOf, targetOf } from '@/tests/sso/saml/corpus/attack';
import { refuses } from '@/tests/sso/saml/corpus/drive';
import { posts } from '@/tests/sso/saml/corpus/posts';
import {
  alice,
  clock,
  connectionOf,
  describePortal,
  expectNobodyIn,
  fieldsOf,
  mallory,
  provider,
  type SamlVisit,
  samlVisit,
  startAnew,
  unaskedFor,
} from '@/tests/sso/saml/saml-visit';
import { keys, samlProvider } from '@/tests/support/saml-provider';
import { MINUTE, noonPlus, SECOND } from '@/tests/support/test-scope';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let visit: SamlVisit;

beforeEach(startAnew);

describe('refused is a form with', () => refuses(posts));

describe('an answer', () => {
  beforeEach(async () => {
    visit = await samlVisit();
  });

  const spent = () => db().$count(ssoUsed);

  test('that is sent again is refused, and the first one stays good', async () => {
    const posted = provider.respond(await visit.begin(), alice);
    await visit.expectComesIn(await visit.comeBack(posted));
    const came = await visit.comeBack(posted);
    expect(came.outcome).toMatchObject({ kind: 'refused', fault: 'used_already' });
    visit.expectNoSecretTold();
    expect(await db().$count(users)).toBe(1);
  });

  test('that is sent twice at once comes in once', async () => {
    const posted = provider.respond(await visit.begin(), alice);
    const receive = () => receiveResponse(visit.scope, connectionOf(visit.scope), fieldsOf(posted));
    const received = await Promise.all(Array.from({ length: 8 }, receive));
    expect(received.filter(({ kind }) => kind === 'kept')).toHaveLength(1);
    const others = received.filter(({ kind }) => kind !== 'kept');
    expect(others).toEqual(others.map(() => expect.objectContaining({ fault: 'used_already' })));
  });

  test('to a request that was answered is refused, though it is another one', async () => {
    const asked = await visit.begin();
    await visit.expectComesIn(await visit.comeBack(provider.respond(asked, alice)));
    const came = await visit.comeBack(provider.respond(asked, mallory));
    expect(came.outcome).toMatchObject({ kind: 'refused', fault: 'used_already' });
    expect(await db().$count(users)).toBe(1);
  });

  test('whose assertion was used is refused, though it answers another request', async () => {
    const how = { assertion: { id: '_used-before' } };
    await visit.expectComesIn(await visit.signIn(alice, how));
    const asked = await visit.begin();
    const came = await visit.comeBack(provider.respond(asked, mallory, how));
    expect(came.outcome).toMatchObject({ kind: 'refused', fault: 'used_already' });
    // Nor did it use up the request.
    await visit.expectComesIn(await visit.comeBack(provider.respond(asked, alice)));
  });

  test('with an assertion made for another request is refused, in whatever response', async () => {
    const first = await visit.begin();
    const second = await visit.begin();
    const one = provider.respond(first, alice);
    const other = provider.respond(second, alice);
    const swapped = one.xml.replace(first.id, second.id);
    const body = { responses: [Buffer.from(swapped).toString('base64')], relayStates: [] };
    await visit.expectRefused(
      await visit.comeBack(body),
      'not_asked_here',
      /^the assertion answers another/,
    );
    await visit.expectComesIn(await visit.comeBack(one));
    await visit.expectComesIn(await visit.comeBack(other));
  });

  test('to a request that nobody made is refused', async () => {
    const asked = { ...(await visit.begin()), id: '_made-up' };
    const came = await visit.comeBack(provider.respond(asked, alice));
    await visit.expectRefused(came, 'not_asked_here', /^no request of this utility/);
    expect(await spent()).toBe(0);
  });

  test('to a request of a quarter of an hour ago is refused, and the last second before is not', async () => {
    const [early, late] = [await visit.begin(), await visit.begin()];
    clock.here = noonPlus(15 * MINUTE - SECOND);
    clock.portal = clock.here;
    await visit.expectComesIn(await visit.comeBack(provider.respond(early, alice)));
    clock.here = noonPlus(15 * MINUTE);
    const came = await visit.comeBack(provider.respond(late, alice));
    expect(came.outcome).toMatchObject({ kind: 'refused', fault: 'not_asked_here' });
  });

  test('that names no request is a request for one, and no way in', async () => {
    const posted = provider.respond(unaskedFor(visit.scope), alice, { relayState: '/admin/users' });
    const { outcome } = await visit.comeBack(posted);
    expect(outcome).toEqual({ kind: 'unasked', target: '/admin/users' });
    await expectNobodyIn();
    expect(await spent()).toBe(0);
  });

  test('that has lost the name of its request is refused, not taken for one that nobody asked for', async () => {
    const asked = await visit.begin();
    const posted = provider.respond({ ...asked, id: null }, alice);
    await visit.expectRefused(await visit.comeBack(posted), 'unasked', /InResponseTo/);
    await visit.expectComesIn(await visit.comeBack(provider.respond(asked, alice)));
  });

  test('of another RelayState is refused', async () => {
    const [asked, another] = [await visit.begin(), await visit.begin()];
    const relayState = another.relayState;
    const came = await visit.comeBack(provider.respond(asked, alice, { relayState }));
    await visit.expectRefused(came, 'state', /^RelayState/);
    await visit.expectComesIn(await visit.comeBack(provider.respond(asked, alice)));
  });

  test('of the portal that the utility had before is refused', async () => {
    const asked = await visit.begin();
    const posted = provider.respond(asked, alice);
    const other = samlProvider({ entityId: 'https://new.example/idp' });
    await describePortal(visit.scope.utility.utilityId, [keys.first.base64], other);
    await visit.expectRefused(
      await visit.comeBack(posted),
      'issuer',
      /^the provider has been changed/,
    );
    await describePortal(visit.scope.utility.utilityId);
    await visit.expectComesIn(await visit.comeBack(posted));
  });

  test('by a key that the portal has given up is refused', async () => {
    const asked = await visit.begin();
    const posted = provider.respond(asked, alice);
    await describePortal(visit.scope.utility.utilityId, [keys.second.base64]);
    await visit.expectRefused(await visit.comeBack(posted), 'signature', /^no certificate/);
    await describePortal(visit.scope.utility.utilityId);
    await visit.expectComesIn(await visit.comeBack(posted));
  });

  test('that is refused a hundred times uses nothing up', async () => {
    const target = targetOf(await visit.begin(), alice);
    const body = bodyOf({ key: keys.strangers }, target);
    for (let count = 0; count < 100; count += 1) {
      expect((await visit.comeBack(body)).outcome).toMatchObject({ fault: 'signature' });
    }
    expect(await spent()).toBe(0);
    await visit.expectComesIn(await visit.comeBack(target.good));
  });
});

describe('another browser', () => {
  beforeEach(async () => {
    visit = await samlVisit();
  });

  test('that is made to post an answer is signed in by it no more than its owner is', async () => {
    // Login CSRF: the stranger's own answer, to the stranger's own request.
    const posted = provider.respond(await visit.begin(), mallory);
    const received = await receiveResponse(
      visit.scope,
      connectionOf(visit.scope),
      fieldsOf(posted),
    );
    if (received.kind !== 'kept') throw new Error(received.kind);
    const victim = new Map<string, string>();
    const came = await visit.finish(received.handle, visit.scope, victim);
    await visit.expectRefused(came, 'not_asked_here');
  });

  test('with an attempt of its own is not signed in either', async () => {
    const theirs = provider.respond(await visit.begin(), mallory);
    const strangers = new Map(visit.jar);
    visit.jar.clear();
    const own = await visit.begin();
    const received = await receiveResponse(
      visit.scope,
      connectionOf(visit.scope),
      fieldsOf(theirs),
    );
    if (received.kind !== 'kept') throw new Error(received.kind);
    expect(strangers.size).toBe(1);
    await visit.expectRefused(await visit.finish(received.handle), 'not_asked_here');
    await visit.expectComesIn(await visit.comeBack(provider.respond(own, alice)));
  });

  test('that has the handle has it once, and for two minutes', async () => {
    const receive = async () => {
      const posted = provider.respond(await visit.begin(), alice);
      const received = await receiveResponse(
        visit.scope,
        connectionOf(visit.scope),
        fieldsOf(posted),
      );
      return received.kind === 'kept' ? received.handle : '';
    };
    const late = await receive();
    clock.here = noonPlus(120 * SECOND);
    expect((await visit.finish(late)).outcome).toMatchObject({ fault: 'not_asked_here' });
    clock.here = noonPlus(0);
    const inTime = await receive();
    clock.here = noonPlus(119 * SECOND);
    await visit.expectComesIn(await visit.finish(inTime));
    expect((await visit.finish(inTime)).outcome).toMatchObject({ fault: 'not_asked_here' });
  });

  test.each(['', 'x', 'x'.repeat(43), '\0', 'x'.repeat(100_000)])(
    'with a handle that is none is refused',
    async (handle) => {
      expect((await visit.finish(handle)).outcome).toMatchObject({ fault: 'not_asked_here' });
      await expectNobodyIn();
    },
  );
});

describe('another utility of the same portal', () => {
  let summit: SamlVisit;

  beforeEach(async () => {
    visit = await samlVisit();
    summit = await samlVisit({ utility: 'summit', name: 'Summit Gas' });
  });

  test('does not take the answer to a request of this one', async () => {
    const posted = provider.respond(await visit.begin(), alice);
    const came = await visit.comeBack(posted, summit.scope);
    await summit.expectRefused(came, 'not_asked_here', /^no request of this utility/);
    await visit.expectComesIn(await visit.comeBack(posted));
  });

  test('does not take one to its own request that was made for this one', async () => {
    const asked = await summit.begin();
    const { issuer, acs } = await visit.begin();
    const forHarbor = provider.respond({ ...asked, issuer }, alice);
    await summit.expectRefused(await summit.comeBack(forHarbor), 'audience');
    const atHarbor = provider.respond({ ...asked, acs }, alice);
    await summit.expectRefused(await summit.comeBack(atHarbor), 'destination');
    await summit.expectComesIn(await summit.comeBack(provider.respond(asked, alice)));
  });

  test('does not know the handle of this one', async () => {
    const posted = provider.respond(await visit.begin(), alice);
    const received = await receiveResponse(
      visit.scope,
      connectionOf(visit.scope),
      fieldsOf(posted),
    );
    const handle = received.kind === 'kept' ? received.handle : '';
    const came = await visit.finish(handle, summit.scope);
    expect(came.outcome).toMatchObject({ kind: 'refused', fault: 'not_asked_here' });
    await visit.expectComesIn(await visit.finish(handle));
  });

  test('has its own account for the same person', async () => {
    await visit.expectComesIn();
    await summit.expectComesIn();
    expect(await db().$count(users)).toBe(2);
  });
});

describe('where unasked answers are trusted', () => {
  beforeEach(async () => {
    visit = await samlVisit({ sso: { trustUnsolicited: true } });
  });

  test('one waits for a yes, and is used up', async () => {
    const posted = provider.respond(unaskedFor(visit.scope), alice);
    expect((await visit.comeBack(posted)).outcome).toMatchObject({ kind: 'kept_unasked' });
    expect((await visit.comeBack(posted)).outcome).toMatchObject({ fault: 'used_already' });
  });

  test('one whose assertion answers a request is refused: it was made for somebody who asked', async () => {
    const asked = await visit.begin();
    const posted = provider.respond(asked, alice, {
      response: { inResponseTo: null },
      relayState: null,
    });
    await visit.expectRefused(await visit.comeBack(posted), 'not_asked_here');
    await visit.expectComesIn(await visit.comeBack(provider.respond(asked, alice)));
  });

  test.each([
    ['signed by a stranger', 'signature', { key: keys.strangers }],
    ['not signed', 'signature', { sign: 'neither' }],
    ['for another', 'audience', { assertion: { conditions: { audiences: [['x']] } } }],
    [
      'elsewhere',
      'destination',
      { assertion: { confirmations: [{ recipient: 'https://x.example' }] } },
    ],
    ['expired', 'expired', { assertion: { conditions: { notOnOrAfter: -120 } } }],
    ['of another issuer', 'issuer', { assertion: { issuer: 'https://evil.example' } }],
  ] as const)('one that is %s is refused', async (_, fault, how) => {
    const came = await visit.comeBack(
      provider.respond(unaskedFor(visit.scope), alice, how as never),
    );
    await visit.expectRefused(came, fault);
  });

  test('one to another site is refused', async () => {
    const relayState = 'https://evil.example/';
    const came = await visit.comeBack(
      provider.respond(unaskedFor(visit.scope), alice, { relayState }),
    );
    await visit.expectRefused(came, 'malformed_answer', /^RelayState leads to another site$/);
  });
});

test('requests that were never answered stay good beside all of this', async () => {
  visit = await samlVisit();
  const asked = await visit.begin();
  const attack = provider.respond(asked, mallory, { sign: 'neither' });
  await visit.comeBack(attack);
  const [request] = await db().select().from(samlRequests);
  expect(request?.answeredAt).toBeNull();
  await visit.expectComesIn(await visit.comeBack(provider.respond(asked, alice)));
});
