import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { metrics } from '@/lib/metrics';
import { openSession } from '@/lib/session/session-store';
import { hasEndedAtPortal } from '@/lib/sso/ended-portal-sessions';
import { samlProviderName } from '@/lib/sso/provider-name-rules';
import type { ReceivedLogout } from '@/lib/sso/saml/receive-logout';
import {
  aliceName,
  clock,
  describePortal,
  type LogoutVisit,
  logoutVisit,
  PERSISTENT,
  portal,
  startAnew,
  toldOfLogouts,
} from '@/tests/sso/saml/logout-visit';
import { lines } from '@/tests/support/captured-pino';
import { eventsOf } from '@/tests/support/events';
import { keys } from '@/tests/support/saml-provider';
import { RSA_PSS, RSA_SHA512 } from '@/tests/support/saml-provider/algorithms';
import { NAME_ID_EMAIL, SUCCESS } from '@/tests/support/saml-provider/words';
import { noonPlus, SECOND } from '@/tests/support/test-scope';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let visit: LogoutVisit;

beforeEach(async () => {
  startAnew();
  visit = await logoutVisit();
});

function answerIn(received: ReceivedLogout) {
  const answer = 'answer' in received ? received.answer : null;
  if (!answer) throw new Error(`No answer: ${JSON.stringify(received)}`);
  return { answer, read: portal.readRequest(answer) };
}

describe('a LogoutRequest of the portal ends', () => {
  test.each(['redirect', 'post'] as const)(
    'by %s the session that it names, and no other of the same person',
    async (binding) => {
      const here = await visit.arrive('alice', 's-1');
      const other = await visit.arrive('alice', 's-2');
      const xml = visit.request({ sessionIndexes: ['s-1'] });
      const received = await visit.receive(visit[binding](xml));
      expect(received).toMatchObject({ of: 'request', kind: 'ended', sessions: 1 });
      expect(await visit.statesOf(here, other)).toEqual(['ended', 'active']);
    },
  );

  test("without a SessionIndex every session of the person, and nobody else's", async () => {
    const hers = [await visit.arrive('alice', 's-1'), await visit.arrive('alice', null)];
    const his = await visit.arrive('bob', 's-3');
    const received = await visit.receive(visit.redirect(visit.request()));
    expect(received).toMatchObject({ kind: 'ended', sessions: 2 });
    expect(await visit.statesOf(...hers, his)).toEqual(['ended', 'ended', 'active']);
  });

  test('each session of several that it names', async () => {
    const arrived = [
      await visit.arrive('alice', 's-1'),
      await visit.arrive('alice', 's-2'),
      await visit.arrive('alice', 's-3'),
    ];
    const xml = visit.request({ sessionIndexes: ['s-3', 's-1', 'elsewhere', 's-1'] });
    expect(await visit.receive(visit.redirect(xml))).toMatchObject({ sessions: 2 });
    expect(await visit.statesOf(...arrived)).toEqual(['ended', 'active', 'ended']);
  });

  test('a session of the person of which the portal had told no index', async () => {
    const arrived = [await visit.arrive('alice', null), await visit.arrive('bob', null)];
    const xml = visit.request({ sessionIndexes: ['s-1'] });
    expect(await visit.receive(visit.redirect(xml))).toMatchObject({ sessions: 1 });
    expect(await visit.statesOf(...arrived)).toEqual(['ended', 'active']);
  });

  test('nothing by the name of a session that is of somebody else', async () => {
    const arrived = [await visit.arrive('bob', 's-1'), await visit.arrive('alice', 's-2')];
    const received = await visit.receive(
      visit.redirect(visit.request({ sessionIndexes: ['s-1'] })),
    );
    expect(received).toMatchObject({ kind: 'nothing_to_end' });
    expect(await visit.statesOf(...arrived)).toEqual(['active', 'active']);
  });

  test('nothing by the same name in other letters, or with a space', async () => {
    const here = await visit.arrive('alice', 's-1');
    for (const value of ['Name-of-alice', 'name-of-alice ', 'name-of-alic']) {
      const xml = visit.request({ nameId: { value } });
      expect(await visit.receive(visit.redirect(xml))).toMatchObject({ kind: 'nothing_to_end' });
    }
    expect(await visit.statesOf(here)).toEqual(['active']);
  });

  test('no session that began here with a password, or at another portal', async () => {
    const userId = await visit.userIdOf('alice');
    const opened = await openSession(db(), visit.scope, userId, 'password');
    const before = await visit.arrive('alice', 's-1');
    await describePortal('harbor', { entityId: 'https://new.example/idp' });
    const xml = visit.request({ issuer: 'https://new.example/idp' });
    expect(await visit.receive(visit.redirect(xml))).toMatchObject({ kind: 'nothing_to_end' });
    expect(await visit.statesOf(opened, before)).toEqual(['active', 'active']);
  });

  test('also what is still on its way: by index that session, without all of the person', async () => {
    const name = samlProviderName(portal.entityId);
    const has = (portalSession: string, subject: string) =>
      hasEndedAtPortal(db(), 'harbor', name, { portalSession, subject }, clock.here);
    await visit.receive(visit.redirect(visit.request({ sessionIndexes: ['s-8', 's-9'] })));
    expect([await has('s-8', 'name-of-alice'), await has('s-9', 'name-of-alice')]).toEqual([
      true,
      true,
    ]);
    expect(await has('s-7', 'name-of-alice')).toBe(false);
    await visit.receive(visit.redirect(visit.request()));
    expect([await has('s-7', 'name-of-alice'), await has('s-7', 'name-of-bob')]).toEqual([
      true,
      false,
    ]);
  });

  test('and the audit list says of whom, when, why, and that no person did it', async () => {
    const { userId } = await visit.arrive('alice', 's-1');
    await visit.receive(visit.redirect(visit.request()));
    expect(await eventsOf(visit.scope, 'session.ended')).toMatchObject([
      {
        at: clock.here,
        actorKind: 'system',
        actorName: null,
        subjectId: userId,
        subjectName: 'alice',
        details: { reason: 'signed_out_at_portal' },
      },
    ]);
  });
});

describe('a name', () => {
  const qualified = { ...PERSISTENT, nameQualifier: 'idp', spNameQualifier: 'sp' };
  test.each<[string, object, string]>([
    ['with the same qualifiers is the same', qualified, 'ended'],
    ['without qualifiers is the same', {}, 'ended'],
    ['of another format is the same', { format: NAME_ID_EMAIL }, 'ended'],
    ['of another NameQualifier is another', { nameQualifier: 'other' }, 'active'],
    ['of another SPNameQualifier is another', { spNameQualifier: 'other' }, 'active'],
  ])('%s', async (_, given, state) => {
    const here = await visit.arrive('alice', 's-1', { nameId: qualified });
    await visit.receive(visit.redirect(visit.request({ nameId: { ...aliceName, ...given } })));
    expect(await visit.statesOf(here)).toEqual([state]);
  });

  test('that came without qualifiers is the same with them', async () => {
    const here = [
      await visit.arrive('alice', 's-1'),
      await visit.arrive('alice', 's-2', { nameId: null }),
    ];
    const nameId = { ...aliceName, nameQualifier: 'idp', spNameQualifier: 'sp' };
    await visit.receive(visit.redirect(visit.request({ nameId })));
    expect(await visit.statesOf(...here)).toEqual(['ended', 'ended']);
  });

  test('with letters that XML and addresses write in other ways is found', async () => {
    const subject = `Ö'Brien & "Sons" <söhne>+%`;
    const here = await visit.arrive('alice', `s&'"<1>`, { subject });
    const xml = visit.request({ nameId: { value: subject }, sessionIndexes: [`s&'"<1>`] });
    expect(await visit.receive(visit.redirect(xml))).toMatchObject({ sessions: 1 });
    expect(await visit.statesOf(here)).toEqual(['ended']);
  });
});

describe('the portal is answered', () => {
  test('by redirect with a signed Success to its request, and gets its RelayState back', async () => {
    await visit.arrive('alice', 's-1');
    const xml = visit.request({ id: '_the-request' });
    // A browser writes an apostrophe in an address anew, so that no portal can sign one there.
    const states = { redirect: '/a b?c=ü&d=~!()*+%2F', post: `/a b?c=ü&d=~'!()*+%2F` };
    for (const binding of ['redirect', 'post'] as const) {
      const relayState = states[binding];
      const id = `_by-${binding}`;
      const received = await visit.receive(
        visit[binding](xml.replace('_the-request', id), { relayState }),
      );
      const { answer, read } = answerIn(received);
      expect(answer).toMatch(/^https:\/\/portal\.example\/slo\?SAMLResponse=[^']*$/);
      expect(read).toMatchObject({
        kind: 'LogoutResponse',
        inResponseTo: id,
        issuer: 'https://csi.harbor.example/sso/saml/metadata',
        statusCodes: [SUCCESS],
        relayState,
        attributes: { Destination: 'https://portal.example/slo', Version: '2.0' },
      });
      expect(read.isSignedBy(visit.certificate)).toBe(true);
      expect(read.isSignedBy(keys.first.certificate)).toBe(false);
      // As a browser asks for it.
      expect(portal.readRequest(new URL(answer)).isSignedBy(visit.certificate)).toBe(true);
    }
  });

  test('without a RelayState where it sent none, or an empty one', async () => {
    for (const relayState of [null, '']) {
      const received = await visit.receive(visit.redirect(visit.request(), { relayState }));
      const { read } = answerIn(received);
      expect(read.relayState).toBeNull();
      expect(read.isSignedBy(visit.certificate)).toBe(true);
    }
  });

  test('with Success also where nobody was signed in', async () => {
    const received = await visit.receive(visit.redirect(visit.request()));
    expect(received).toMatchObject({ kind: 'nothing_to_end', sessions: 0 });
    expect(answerIn(received).read.statusCodes).toEqual([SUCCESS]);
  });

  test('where its metadata wants answers, with a query of its own', async () => {
    await describePortal('harbor', { logoutResponseAddress: 'https://portal.example/done?x=1' });
    const { answer, read } = answerIn(await visit.receive(visit.redirect(visit.request())));
    expect(answer).toMatch(/^https:\/\/portal\.example\/done\?x=1&SAMLResponse=/);
    expect(read.attributes.Destination).toBe('https://portal.example/done?x=1');
    expect(read.isSignedBy(visit.certificate)).toBe(true);
  });

  test('nowhere where it has no address by redirect; the sessions are over', async () => {
    await describePortal('harbor', { logoutAddress: null, logoutResponseAddress: null });
    const here = await visit.arrive('alice', 's-1');
    expect(await visit.receive(visit.post(visit.request()))).toMatchObject({
      kind: 'ended',
      answer: null,
    });
    expect(await visit.statesOf(here)).toEqual(['ended']);
  });
});

describe('its signature is verified', () => {
  test.each(['redirect', 'post'] as const)(
    'by %s by each certificate of its metadata',
    async (by) => {
      await describePortal('harbor', { certificates: [keys.first.base64, keys.second.base64] });
      for (const key of [keys.first, keys.second]) {
        const received = await visit.receive(visit[by](visit.request(), { key }));
        expect(received.kind).toBe('nothing_to_end');
      }
    },
  );

  test('with RSA-SHA512, and by POST with RSA-PSS too', async () => {
    const redirect = { algorithm: RSA_SHA512, hash: 'sha512' };
    const arrivals = [
      visit.redirect(visit.request(), { redirect }),
      visit.post(visit.request(), { signature: { algorithm: RSA_SHA512 } }),
      visit.post(visit.request(), { signature: { algorithm: RSA_PSS } }),
    ];
    for (const arrival of arrivals) {
      expect((await visit.receive(arrival)).kind).toBe('nothing_to_end');
    }
  });

  test('over the address as it stands: in small escapes, in another order, beside other parameters', async () => {
    const small = visit.redirect(visit.request(), {
      relayState: 'a/b',
      redirect: { smallEscapes: true },
    });
    const reordered = visit.redirect(visit.request(), {
      relayState: 'a',
      redirect: {
        change(address) {
          const pairs = address.search.slice(1).split('&').reverse();
          return new URL(`${address.pathname}?lang=en&${pairs.join('&')}&x`, address);
        },
      },
    });
    for (const arrival of [small, reordered]) {
      expect((await visit.receive(arrival)).kind).toBe('nothing_to_end');
    }
  });
});

describe('time', () => {
  const at = async (portalMs: number) => {
    clock.portal = noonPlus(portalMs);
    return (await visit.receive(visit.redirect(visit.request()))).kind;
  };

  test('of a portal whose clock is two minutes ahead is good, and a second more is not', async () => {
    expect([await at(120 * SECOND), await at(121 * SECOND)]).toEqual(['nothing_to_end', 'refused']);
  });

  test('of a request seven minutes old is good, and a second more is not', async () => {
    const kinds = [await at(-420 * SECOND), await at(-421 * SECOND)];
    expect(kinds).toEqual(['nothing_to_end', 'refused']);
  });

  test('of NotOnOrAfter is over two minutes after it', async () => {
    const until = async (ms: number) => {
      const notOnOrAfter = noonPlus(ms).toISOString();
      return (await visit.receive(visit.redirect(visit.request({ notOnOrAfter })))).kind;
    };
    expect(await until(-120 * SECOND + 1)).toBe('nothing_to_end');
    expect(await until(-120 * SECOND)).toBe('refused');
  });
});

describe('once:', () => {
  test.each(['redirect', 'post'] as const)('a copy by %s ends nothing', async (binding) => {
    const arrival = visit[binding](visit.request());
    expect((await visit.receive(arrival)).kind).toBe('nothing_to_end');
    const later = await visit.arrive('alice', 's-1');
    expect(await visit.receive(arrival)).toMatchObject({ kind: 'refused', fault: 'used_already' });
    expect(await visit.statesOf(later)).toEqual(['active']);
  });

  test('however many servers get it at once, and however it comes', async () => {
    await visit.arrive('alice', 's-1');
    const xml = visit.request();
    const arrivals = [visit.redirect(xml), visit.post(xml), visit.redirect(xml), visit.post(xml)];
    const kinds = await Promise.all(arrivals.map(async (each) => (await visit.receive(each)).kind));
    expect(kinds.sort()).toEqual(['ended', 'refused', 'refused', 'refused']);
    expect(await eventsOf(visit.scope, 'session.ended')).toHaveLength(1);
  });

  test('different requests about the same sessions, at once and in any order, end each once', async () => {
    const names = ['s-1', 's-2', 's-3'];
    for (const name of names) await visit.arrive('alice', name);
    const orders = [names, [...names].reverse(), [], names];
    const received = await Promise.all(
      orders.map((sessionIndexes) =>
        visit.receive(visit.redirect(visit.request({ sessionIndexes }))),
      ),
    );
    const ended = received.map((each) => ('sessions' in each ? each.sessions : NaN));
    expect(ended.reduce((sum, each) => sum + each, 0)).toBe(3);
    expect(await eventsOf(visit.scope, 'session.ended')).toHaveLength(3);
  });

  test('a request that could not be carried out may come again, and then counts', async () => {
    const here = await visit.arrive('alice', 's-1');
    const arrival = visit.redirect(visit.request());
    const gone = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
    vi.spyOn(db(), 'transaction').mockRejectedValueOnce(gone);
    await expect(visit.receive(arrival)).rejects.toThrow('gone');
    expect(await visit.statesOf(here)).toEqual(['active']);
    expect(await visit.receive(arrival)).toMatchObject({ kind: 'ended' });
    expect(await visit.statesOf(here)).toEqual(['ended']);
  });
});

test('the operator is told of each outcome, and never a name, a RelayState or a message', async () => {
  const before = await outcomes();
  await visit.arrive('alice', 'session-of-alice');
  const good = visit.redirect(visit.request({ sessionIndexes: ['session-of-alice'] }), {
    relayState: 'state-of-portal',
  });
  await visit.receive(good);
  await visit.receive(good);
  await visit.receive(visit.post(visit.request()));
  expect(toldOfLogouts()).toMatchObject([
    { level: 'info', requestId: 'test-request', utility: 'harbor', outcome: 'ended', sessions: 1 },
    { outcome: 'refused', fault: 'used_already' },
    { outcome: 'nothing_to_end', sessions: 0 },
  ]);
  const after = await outcomes();
  const counted = ['ended', 'refused', 'nothing_to_end'].map(
    (name) => (after[name] ?? 0) - (before[name] ?? 0),
  );
  expect(counted).toEqual([1, 1, 1]);
  expect(lines.join('\n')).not.toMatch(/name-of-alice|session-of-alice|state-of-portal|SAMLRe/);
});

test('without a description of the portal it can come again', async () => {
  const arrival = visit.redirect(visit.request());
  await describePortal('harbor', { validUntil: clock.here.toISOString() });
  expect(await visit.receive(arrival)).toMatchObject({ of: 'request', kind: 'unavailable' });
  expect(toldOfLogouts()).toMatchObject([{ level: 'warn', outcome: 'unavailable' }]);
  await describePortal('harbor');
  expect((await visit.receive(arrival)).kind).toBe('nothing_to_end');
});

async function outcomes(): Promise<Record<string, number>> {
  const { values } = await metrics().portalLogouts.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels.outcome, value]));
}
