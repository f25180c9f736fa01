import { beforeEach, describe, expect, test, vi } from 'vitest';
import { samlRequests } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { metrics } from '@/lib/metrics';
import { lastSessionOf } from '@/lib/sso/last-session';
import { freshnessAfter } from '@/lib/sso/last-session-rules';
import { portalSessionOf } from '@/lib/sso/portal-session-store';
import { keepRequest } from '@/lib/sso/saml/request-store';
import { logoutAddress } from '@/lib/sso/saml/send-logout';
import type { LogoutArrival } from '@/lib/sso/saml/verify-logout';
import {
  clock,
  describePortal,
  type How,
  type LogoutVisit,
  logoutVisit,
  PERSISTENT,
  portal,
  startAnew,
  toldOfLogouts,
} from '@/tests/sso/saml/logout-visit';
import { lines } from '@/tests/support/captured-pino';
import { keys, type ReadMessage } from '@/tests/support/saml-provider';
import { RSA_SHA1 } from '@/tests/support/saml-provider/algorithms';
import { PARTIAL_LOGOUT, REQUESTER, RESPONDER, SUCCESS } from '@/tests/support/saml-provider/words';
import { HOUR, MINUTE, noonPlus, SECOND } from '@/tests/support/test-scope';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let visit: LogoutVisit;

beforeEach(async () => {
  startAnew();
  visit = await logoutVisit();
});

/** Somebody signs out here: the request that their browser takes to the portal. */
async function leave(username = 'alice', nameId: Parameters<LogoutVisit['arrive']>[2] = {}) {
  const { sessionId } = await visit.arrive(username, `session-of-${username}`, nameId);
  const address = (await logoutAddress(visit.scope, sessionId)) ?? '';
  return { sessionId, address, sent: portal.readRequest(address) };
}

/** The portal's answer to it. */
function answerTo(
  { id, relayState }: ReadMessage,
  by: 'redirect' | 'post' = 'redirect',
  words: Parameters<LogoutVisit['response']>[0] = {},
  how: How = {},
): LogoutArrival {
  return visit[by](visit.response({ inResponseTo: id, ...words }), { relayState, ...how });
}

const leftAt = async (sessionId: string) =>
  (await portalSessionOf(db(), 'harbor', sessionId))?.leftAt ?? null;

describe('a sign-out here', () => {
  test('asks the portal by redirect, signed, for the person and session as they came', async () => {
    const nameId = { ...PERSISTENT, nameQualifier: 'idp&co', spNameQualifier: `sp'1` };
    const subject = `Ö'Brien & "Sons" <s>`;
    const { address, sent } = await leave('alice', { subject, nameId });
    expect(address).toMatch(/^https:\/\/portal\.example\/slo\?SAMLRequest=/);
    expect(sent).toMatchObject({
      kind: 'LogoutRequest',
      issuer: 'https://csi.harbor.example/sso/saml/metadata',
      attributes: { Version: '2.0', Destination: 'https://portal.example/slo' },
      nameId: subject,
      nameIdAttributes: {
        Format: PERSISTENT.format,
        NameQualifier: 'idp&co',
        SPNameQualifier: `sp'1`,
      },
      sessionIndexes: ['session-of-alice'],
    });
    expect(sent.isSignedBy(visit.certificate)).toBe(true);
    expect(portal.readRequest(new URL(address)).isSignedBy(visit.certificate)).toBe(true);
  });

  test.each([
    ['that came without a format', { format: null, nameQualifier: null, spNameQualifier: null }],
    ['of which nothing else is known', null],
  ])('names a person %s by the value alone', async (_, nameId) => {
    const { sent } = await leave('alice', { nameId });
    expect(sent).toMatchObject({ nameId: 'name-of-alice', nameIdAttributes: {} });
    expect(Object.keys(sent.nameIdAttributes)).toEqual([]);
  });

  test('names no session where the portal had named none', async () => {
    const { sessionId } = await visit.arrive('alice', null);
    const address = (await logoutAddress(visit.scope, sessionId)) ?? '';
    expect(portal.readRequest(address).sessionIndexes).toEqual([]);
  });

  test('keeps of the request its hashes and the session, and no name', async () => {
    const { sessionId, sent } = await leave();
    const rows = await db().select().from(samlRequests);
    expect(rows).toMatchObject([{ kind: 'logout', sessionId, answeredAt: null }]);
    const kept = JSON.stringify(rows);
    for (const secret of [sent.id, sent.relayState ?? '', 'name-of-alice']) {
      expect(secret).not.toBe('');
      expect(kept).not.toContain(secret);
    }
    expect(sent.relayState).toMatch(/^[\w-]{43}$/);
  });

  test.each<[string, Parameters<typeof describePortal>[1]]>([
    ['has no address for it', { logoutAddress: null }],
    ['is another one by now', { entityId: 'https://new.example/idp' }],
    ['has no description that is good now', { validUntil: noonPlus(0).toISOString() }],
  ])('goes to no portal that %s', async (_, described) => {
    const { sessionId } = await visit.arrive('alice', 's-1');
    await describePortal('harbor', described);
    expect(await logoutAddress(visit.scope, sessionId)).toBeNull();
    expect(await db().$count(samlRequests)).toBe(0);
  });

  test('goes to no portal with a session that began elsewhere, or with a password', async () => {
    const { sessionId, userId } = await visit.arrive('alice', 's-1');
    expect(await logoutAddress(visit.scope, crypto.randomUUID())).toBeNull();
    const other = await logoutVisit({}, 'summit');
    expect(await logoutAddress(other.scope, sessionId)).toBeNull();
    expect(userId).not.toBe('');
  });
});

describe('the portal confirms', () => {
  test.each(['redirect', 'post'] as const)('by %s, and its session is left', async (by) => {
    const { sessionId, sent } = await leave();
    clock.here = noonPlus(MINUTE);
    clock.portal = noonPlus(MINUTE);
    const received = await visit.receive(answerTo(sent, by));
    expect(received).toEqual({ of: 'response', kind: 'answered', status: 'done', told: 'Success' });
    expect(await leftAt(sessionId)).toEqual(noonPlus(MINUTE));
  });

  test('only the sign-out that it names', async () => {
    const [hers, his] = [await leave('alice'), await leave('bob')];
    await visit.receive(answerTo(hers.sent));
    expect(await leftAt(hers.sessionId)).toEqual(clock.here);
    expect(await leftAt(his.sessionId)).toBeNull();
  });

  test('without giving the RelayState back', async () => {
    const { sent } = await leave();
    const arrival = answerTo(sent, 'redirect', {}, { relayState: null });
    expect(await visit.receive(arrival)).toMatchObject({ status: 'done' });
  });

  test('with a second code that says nothing, and extensions', async () => {
    const { sent } = await leave();
    const words = {
      statusCodes: [SUCCESS, 'urn:example:fine'],
      more: '<samlp:Extensions><x xmlns="urn:x"/></samlp:Extensions>',
    };
    expect(await visit.receive(answerTo(sent, 'post', words))).toMatchObject({ status: 'done' });
  });

  test('twice, as a browser may ask twice: the first time stands', async () => {
    const { sessionId, sent } = await leave();
    const arrival = answerTo(sent);
    await visit.receive(arrival);
    clock.here = noonPlus(MINUTE);
    expect(await visit.receive(arrival)).toMatchObject({ kind: 'answered', status: 'done' });
    expect(await leftAt(sessionId)).toEqual(noonPlus(0));
  });

  test('until the request is a quarter of an hour old', async () => {
    const { sent } = await leave();
    const { sent: late } = await leave('bob');
    clock.here = noonPlus(15 * MINUTE - SECOND);
    clock.portal = clock.here;
    expect(await visit.receive(answerTo(sent))).toMatchObject({ status: 'done' });
    clock.here = noonPlus(15 * MINUTE);
    expect(await visit.receive(answerTo(late))).toMatchObject({ fault: 'not_asked_here' });
  });

  test('which is not counted as a logout that began there', async () => {
    const total = async () =>
      (await metrics().portalLogouts.get()).values.reduce((sum, { value }) => sum + value, 0);
    const before = await total();
    const { sent } = await leave();
    await visit.receive(answerTo(sent));
    expect(await total()).toBe(before);
    expect(toldOfLogouts()).toMatchObject([
      { level: 'info', outcome: 'answered', status: 'done', told: 'Success' },
    ]);
  });
});

describe('the portal says', () => {
  test('that others did not confirm: it is asked for the password again, as if it had said nothing', async () => {
    const { sessionId, sent } = await leave();
    const arrival = answerTo(sent, 'redirect', { statusCodes: [SUCCESS, PARTIAL_LOGOUT] });
    expect(await visit.receive(arrival)).toMatchObject({ kind: 'answered', status: 'partly' });
    expect(await leftAt(sessionId)).toBeNull();
    const last = await lastSessionOf(visit.scope, sessionId, clock.here);
    const over = { ...last, state: 'signed_out' as const, overAt: clock.here };
    expect(freshnessAfter(over, false)).toMatchObject({ again: true, lenient: false });
  });

  test.each([
    [[RESPONDER], 'Responder'],
    [[REQUESTER, 'urn:oasis:names:tc:SAML:2.0:status:RequestDenied'], 'Requester RequestDenied'],
    [[RESPONDER, PARTIAL_LOGOUT], 'Responder PartialLogout'],
    [['urn:oasis:names:tc:SAML:2.0:status:success'], 'success'],
    [[''], ''],
  ])('%j, which confirms nothing', async (statusCodes, told) => {
    const { sessionId, sent } = await leave();
    const received = await visit.receive(answerTo(sent, 'post', { statusCodes }));
    expect(received).toEqual({ of: 'response', kind: 'answered', status: 'not_done', told });
    expect(await leftAt(sessionId)).toBeNull();
  });

  test.each([[[SUCCESS, PARTIAL_LOGOUT]], [[RESPONDER]]])(
    '%j, and a Success to the same request comes too late',
    async (statusCodes) => {
      const { sessionId, sent } = await leave();
      await visit.receive(answerTo(sent, 'redirect', { statusCodes }));
      expect(await visit.receive(answerTo(sent))).toMatchObject({ fault: 'used_already' });
      expect(await leftAt(sessionId)).toBeNull();
    },
  );
});

describe('confirms nothing, and uses up nothing:', () => {
  type Made = (sent: ReadMessage) => LogoutArrival | Promise<LogoutArrival>;
  const redirected =
    (words: Parameters<LogoutVisit['response']>[0], how: How = {}): Made =>
    (sent) =>
      answerTo(sent, 'redirect', words, how);
  const posted =
    (words: Parameters<LogoutVisit['response']>[0], how: How = {}): Made =>
    (sent) =>
      answerTo(sent, 'post', words, how);

  test.each<[string, string, Made]>([
    ['no signature', 'signature', redirected({}, { redirect: { isSigned: false } })],
    ['no signature by POST', 'signature', posted({}, { signature: null })],
    ['SHA-1', 'signature', redirected({}, { redirect: { algorithm: RSA_SHA1, hash: 'sha1' } })],
    ['SHA-1 by POST', 'signature', posted({}, { signature: { algorithm: RSA_SHA1 } })],
    ["a stranger's key", 'signature', redirected({}, { key: keys.strangers })],
    ["a stranger's key by POST", 'signature', posted({}, { key: keys.strangers })],
    ['no InResponseTo', 'not_asked_here', redirected({ inResponseTo: null })],
    ['another InResponseTo', 'not_asked_here', redirected({ inResponseTo: '_another' })],
    ['another Issuer', 'issuer', redirected({ issuer: 'https://evil.example' })],
    ['no Issuer', 'issuer', posted({ issuer: null })],
    [
      'another Destination',
      'destination',
      posted({ destination: 'https://csi.summit.example/sso/saml/slo' }),
    ],
    ['no Destination', 'destination', redirected({ destination: null })],
    ['another RelayState by POST', 'state', posted({}, { relayState: 'another' })],
    ['another RelayState', 'state', redirected({}, { relayState: 'another' })],
    ['a time long ago', 'expired', redirected({ issueInstant: noonPlus(-HOUR).toISOString() })],
    ['a time to come', 'clock', posted({ issueInstant: noonPlus(HOUR).toISOString() })],
    ['no time', 'conditions', posted({ issueInstant: null })],
    ['another version', 'malformed_answer', posted({ version: '1.1' })],
    [
      'two of Status',
      'malformed_answer',
      posted({ more: `<samlp:Status><samlp:StatusCode Value="${SUCCESS}"/></samlp:Status>` }),
    ],
    ['no StatusCode', 'malformed_answer', posted({ statusCodes: [] })],
    [
      'a status that was changed',
      'signature',
      posted({ statusCodes: [RESPONDER] }, { change: (xml) => xml.replace(RESPONDER, SUCCESS) }),
    ],
    [
      'a LogoutRequest in its place',
      'malformed_answer',
      (sent) => {
        const xml = visit.request({ id: sent.id });
        const { SAMLRequest = '' } = portal.byPost(xml, { target: visit.slo });
        return { form: new URLSearchParams({ SAMLResponse: SAMLRequest }) };
      },
    ],
    [
      'the provider changed meanwhile',
      'issuer',
      async (sent) => {
        const entityId = 'https://new.example/idp';
        await describePortal('harbor', { entityId });
        return answerTo(sent, 'redirect', { issuer: entityId });
      },
    ],
  ])('%s', async (_, fault, made) => {
    const { sessionId, sent } = await leave();
    const received = await visit.receive(await made(sent));
    expect(received).toMatchObject({ of: 'response', kind: 'refused', fault });
    expect(await leftAt(sessionId)).toBeNull();
    expect(toldOfLogouts()).toMatchObject([{ outcome: 'refused', fault }]);
    expect(lines.join('\n')).not.toMatch(/name-of-alice|session-of-alice|SAMLResponse=/);
    await describePortal('harbor');
    expect(await visit.receive(answerTo(sent))).toMatchObject({ status: 'done' });
  });

  test("the answer to another utility's sign-out", async () => {
    const summit = await logoutVisit({}, 'summit');
    const { sessionId, sent } = await leave();
    const xml = summit.response({ inResponseTo: sent.id });
    expect(await summit.receive(summit.redirect(xml))).toMatchObject({ fault: 'not_asked_here' });
    expect(await visit.receive(visit.redirect(xml))).toMatchObject({ fault: 'destination' });
    expect(await leftAt(sessionId)).toBeNull();
  });

  test('the answer to a sign-in', async () => {
    const { sessionId } = await visit.arrive('alice', 's-1');
    const times = { sentAt: clock.here, expiresAt: noonPlus(MINUTE) };
    const request = { kind: 'sign_in', provider: `saml:${portal.entityId}`, sessionId } as const;
    await keepRequest(db(), 'harbor', { id: '_s', relayState: 'r' }, { ...request, ...times });
    const arrival = visit.redirect(visit.response({ inResponseTo: '_s' }));
    expect(await visit.receive(arrival)).toMatchObject({ fault: 'not_asked_here' });
    expect(await leftAt(sessionId)).toBeNull();
  });

  test('a confirmation while there is no description of the portal', async () => {
    const { sessionId, sent } = await leave();
    await describePortal('harbor', { validUntil: clock.here.toISOString() });
    expect(await visit.receive(answerTo(sent))).toMatchObject({
      of: 'response',
      kind: 'unavailable',
    });
    expect(await leftAt(sessionId)).toBeNull();
  });
});

test('of several answers at once one is the first, and none undoes it', async () => {
  const { sessionId, sent } = await leave();
  const good = answerTo(sent);
  const bad = answerTo(sent, 'post', { statusCodes: [RESPONDER] });
  const received = await Promise.all([good, bad, good, bad].map((each) => visit.receive(each)));
  const statuses = received.map((each) => ('status' in each ? each.status : 'late'));
  const won = (await leftAt(sessionId)) ? 'done' : 'not_done';
  expect(statuses.filter((status) => status !== 'late')).toEqual(
    won === 'done' ? ['done', 'done'] : ['not_done'],
  );
});
