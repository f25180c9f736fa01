import { beforeEach, expect, test, vi } from 'vitest';
import type { NameIdNames } from '@/lib/sso/saml/name-id';
import { logoutAddress } from '@/lib/sso/saml/send-logout';
import {
  type How,
  type LogoutVisit,
  logoutVisit,
  portal,
  startAnew,
} from '@/tests/sso/saml/logout-visit';
import { RSA_SHA512 } from '@/tests/support/saml-provider/algorithms';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let visit: LogoutVisit;

beforeEach(async () => {
  startAnew();
  visit = await logoutVisit();
});

const P = 'urn:oasis:names:tc:SAML:2.0:protocol';
const A = 'urn:oasis:names:tc:SAML:2.0:assertion';
const FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:';
const FORMAT_11 = 'urn:oasis:names:tc:SAML:1.1:nameid-format:';
const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';
const SLO = 'https://csi.harbor.example/sso/saml/slo';
const IDP = portal.entityId;
const SP = 'https://csi.harbor.example/sso/saml/metadata';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** What one provider writes: how it names somebody who comes in, and how it speaks of signing them out. */
interface Manner {
  by: 'redirect' | 'post';
  how?: How;
  subject: string;
  nameId: NameIdNames;
  session: string | null;
  request: string;
  /** Its answer to the request of this ID. */
  response: (inResponseTo: string) => string;
  status?: 'partly';
}

const named = (format: string, more: Partial<NameIdNames> = {}): NameIdNames => ({
  format,
  nameQualifier: null,
  spNameQualifier: null,
  ...more,
});

const MANNERS: Record<string, Manner> = {
  'Entra ID': {
    by: 'redirect',
    subject: 'alice@harbor.example',
    // It writes another format when it signs out.
    nameId: named(`${FORMAT_11}emailAddress`),
    session: '_f1c5a1d2-0e30-4f29-9a41-6f2f6f0a1b00',
    request: `<samlp:LogoutRequest ID="_0ac4e5d1-9f5c-4a3b-8d3c-6a1d5a8f2c11" Version="2.0" IssueInstant="2026-03-02T11:59:58.123Z" Destination="${SLO}" xmlns:samlp="${P}"><Issuer xmlns="${A}">${IDP}</Issuer><NameID xmlns="${A}" Format="${FORMAT}persistent">alice@harbor.example</NameID><samlp:SessionIndex>_f1c5a1d2-0e30-4f29-9a41-6f2f6f0a1b00</samlp:SessionIndex></samlp:LogoutRequest>`,
    response: (id) =>
      `<samlp:LogoutResponse ID="_b3a1c0de-1111-4222-8333-444455556666" Version="2.0" IssueInstant="2026-03-02T12:00:00.456Z" Destination="${SLO}" InResponseTo="${id}" xmlns:samlp="${P}"><Issuer xmlns="${A}">${IDP}</Issuer><samlp:Status><samlp:StatusCode Value="${STATUS}Success"/></samlp:Status></samlp:LogoutResponse>`,
  },
  'AD FS': {
    by: 'redirect',
    how: { redirect: { smallEscapes: true } },
    subject: 'HARBOR\\alice',
    nameId: named(`${FORMAT_11}WindowsDomainQualifiedName`),
    session: '_5d0a1f0c-6a53-4f0a-9d2b-8e1e1a1b2c3d',
    request: `<samlp:LogoutRequest ID="_7f3c2a44-3a7e-4f1e-8c55-0f1a2b3c4d5e" Version="2.0" IssueInstant="2026-03-02T12:00:01.000Z" Destination="${SLO}" Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified" NotOnOrAfter="2026-03-02T12:05:01.000Z" xmlns:samlp="${P}"><Issuer xmlns="${A}">${IDP}</Issuer><NameID Format="${FORMAT_11}WindowsDomainQualifiedName" xmlns="${A}">HARBOR\\alice</NameID><samlp:SessionIndex>_5d0a1f0c-6a53-4f0a-9d2b-8e1e1a1b2c3d</samlp:SessionIndex></samlp:LogoutRequest>`,
    response: (id) =>
      `<samlp:LogoutResponse ID="_8a2b3c4d-5e6f-4071-8293-a4b5c6d7e8f9" Version="2.0" IssueInstant="2026-03-02T12:00:02.000Z" Destination="${SLO}" Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified" InResponseTo="${id}" xmlns:samlp="${P}"><Issuer xmlns="${A}">${IDP}</Issuer><samlp:Status><samlp:StatusCode Value="${STATUS}Success" /></samlp:Status></samlp:LogoutResponse>`,
  },
  Shibboleth: {
    by: 'post',
    how: {
      signature: { algorithm: RSA_SHA512, lineEnd: '\n' },
      change: (xml) => `${DECLARATION}\n${xml}`,
    },
    subject: 'AAdzZWNyZXQx+8rK/1x=',
    nameId: named(`${FORMAT}transient`, { nameQualifier: IDP, spNameQualifier: SP }),
    session: '_3f9d1e7b6a5c4d3e2f1a0b9c8d7e6f5a',
    request: `<saml2p:LogoutRequest Destination="${SLO}" ID="_a1b2c3d4e5f60718293a4b5c6d7e8f90" IssueInstant="2026-03-02T11:59:59.871Z" NotOnOrAfter="2026-03-02T12:04:59.871Z" Version="2.0" xmlns:saml2p="${P}"><saml2:Issuer xmlns:saml2="${A}">${IDP}</saml2:Issuer><saml2p:Extensions><aslo:Asynchronous xmlns:aslo="urn:oasis:names:tc:SAML:2.0:protocol:ext:async-slo"/></saml2p:Extensions><saml2:NameID Format="${FORMAT}transient" NameQualifier="${IDP}" SPNameQualifier="${SP}" xmlns:saml2="${A}">AAdzZWNyZXQx+8rK/1x=</saml2:NameID><saml2p:SessionIndex>_3f9d1e7b6a5c4d3e2f1a0b9c8d7e6f5a</saml2p:SessionIndex></saml2p:LogoutRequest>`,
    status: 'partly',
    response: (id) =>
      `<saml2p:LogoutResponse Destination="${SLO}" ID="_0f1e2d3c4b5a69788796a5b4c3d2e1f0" InResponseTo="${id}" IssueInstant="2026-03-02T12:00:00.871Z" Version="2.0" xmlns:saml2p="${P}"><saml2:Issuer xmlns:saml2="${A}">${IDP}</saml2:Issuer><saml2p:Status><saml2p:StatusCode Value="${STATUS}Success"><saml2p:StatusCode Value="${STATUS}PartialLogout"/></saml2p:StatusCode></saml2p:Status></saml2p:LogoutResponse>`,
  },
  SimpleSAMLphp: {
    by: 'redirect',
    subject: '_5f1b8a2c3d4e5f60718293a4b5c6d7e8f901234567',
    nameId: named(`${FORMAT}persistent`, { spNameQualifier: SP }),
    session: '_6a7b8c9d0e1f2031425364758697a8b9cadbecfd0e',
    request: `<samlp:LogoutRequest xmlns:samlp="${P}" xmlns:saml="${A}" ID="_c0ffee1234567890abcdef1234567890abcdef1234" Version="2.0" IssueInstant="2026-03-02T12:00:00Z" Destination="${SLO}" NotOnOrAfter="2026-03-02T12:05:00Z"><saml:Issuer>${IDP}</saml:Issuer><saml:NameID SPNameQualifier="${SP}" Format="${FORMAT}persistent">_5f1b8a2c3d4e5f60718293a4b5c6d7e8f901234567</saml:NameID><samlp:SessionIndex>_6a7b8c9d0e1f2031425364758697a8b9cadbecfd0e</samlp:SessionIndex></samlp:LogoutRequest>`,
    status: 'partly',
    response: (id) =>
      `<samlp:LogoutResponse xmlns:samlp="${P}" xmlns:saml="${A}" ID="_deadbeef1234567890abcdef1234567890abcdef12" Version="2.0" IssueInstant="2026-03-02T12:00:01Z" Destination="${SLO}" InResponseTo="${id}"><saml:Issuer>${IDP}</saml:Issuer><samlp:Status><samlp:StatusCode Value="${STATUS}Success"><samlp:StatusCode Value="${STATUS}PartialLogout"/></samlp:StatusCode></samlp:Status></samlp:LogoutResponse>`,
  },
  Keycloak: {
    by: 'post',
    how: { signature: { prefix: 'dsig', keyInfo: null } },
    subject: 'G-8d1f3c2a-7b6e-4d5c-9a8b-1c2d3e4f5a6b',
    nameId: named(`${FORMAT}persistent`),
    session: 'b1a2c3d4-0000-4111-8222-333344445555::9f8e7d6c-5b4a-4392-8170-6f5e4d3c2b1a',
    request: `<samlp:LogoutRequest xmlns:samlp="${P}" xmlns="${A}" xmlns:saml="${A}" Destination="${SLO}" ID="ID_2d1c0b9a-8f7e-4d6c-9b5a-4f3e2d1c0b9a" IssueInstant="2026-03-02T12:00:00.250Z" Version="2.0"><saml:Issuer>${IDP}</saml:Issuer><saml:NameID Format="${FORMAT}persistent">G-8d1f3c2a-7b6e-4d5c-9a8b-1c2d3e4f5a6b</saml:NameID><samlp:SessionIndex>b1a2c3d4-0000-4111-8222-333344445555::9f8e7d6c-5b4a-4392-8170-6f5e4d3c2b1a</samlp:SessionIndex></samlp:LogoutRequest>`,
    response: (id) =>
      `<samlp:LogoutResponse xmlns:samlp="${P}" xmlns="${A}" xmlns:saml="${A}" Destination="${SLO}" ID="ID_3e2d1c0b-9a8f-4e7d-8c6b-5a4f3e2d1c0b" InResponseTo="${id}" IssueInstant="2026-03-02T12:00:00.900Z" Version="2.0"><saml:Issuer>${IDP}</saml:Issuer><samlp:Status><samlp:StatusCode Value="${STATUS}Success"/></samlp:Status></samlp:LogoutResponse>`,
  },
  Okta: {
    by: 'post',
    how: { change: (xml) => DECLARATION + xml, signature: { prefixList: 'xs' } },
    subject: 'alice.archer@harbor.example',
    nameId: named(`${FORMAT_11}unspecified`),
    session: '102k6NKq8PqSxmpm4bYxC2mYQ',
    request: `<saml2p:LogoutRequest xmlns:saml2p="${P}" Destination="${SLO}" ID="id5896742319874625917463" IssueInstant="2026-03-02T12:00:00.014Z" Version="2.0"><saml2:Issuer xmlns:saml2="${A}" Format="${FORMAT}entity">${IDP}</saml2:Issuer><saml2:NameID xmlns:saml2="${A}" Format="${FORMAT_11}unspecified">alice.archer@harbor.example</saml2:NameID><saml2p:SessionIndex>102k6NKq8PqSxmpm4bYxC2mYQ</saml2p:SessionIndex></saml2p:LogoutRequest>`,
    response: (id) =>
      `<saml2p:LogoutResponse xmlns:saml2p="${P}" Destination="${SLO}" ID="id3214569871236547891236" InResponseTo="${id}" IssueInstant="2026-03-02T12:00:00.614Z" Version="2.0"><saml2:Issuer xmlns:saml2="${A}" Format="${FORMAT}entity">${IDP}</saml2:Issuer><saml2p:Status><saml2p:StatusCode Value="${STATUS}Success"/></saml2p:Status></saml2p:LogoutResponse>`,
  },
  'LemonLDAP::NG': {
    by: 'redirect',
    subject: 'aarcher',
    nameId: named(`${FORMAT_11}emailAddress`, { nameQualifier: IDP }),
    session: null,
    request: `<samlp:LogoutRequest xmlns:samlp="${P}" xmlns:saml="${A}" ID="_F2A5D1C08B6E4F3A9C7D0E1B2A394857" Version="2.0" IssueInstant="2026-03-02T12:00:00Z" Destination="${SLO}" Consent="urn:oasis:names:tc:SAML:2.0:consent:current-implicit"><saml:Issuer>${IDP}</saml:Issuer><saml:NameID Format="${FORMAT_11}emailAddress" NameQualifier="${IDP}">aarcher</saml:NameID></samlp:LogoutRequest>`,
    response: (id) =>
      `<samlp:LogoutResponse xmlns:samlp="${P}" xmlns:saml="${A}" ID="_91B0A3C2D4E5F60718293A4B5C6D7E8F" InResponseTo="${id}" Version="2.0" IssueInstant="2026-03-02T12:00:00Z" Destination="${SLO}" Consent="urn:oasis:names:tc:SAML:2.0:consent:current-implicit"><saml:Issuer>${IDP}</saml:Issuer><samlp:Status><samlp:StatusCode Value="${STATUS}Success"/></samlp:Status></samlp:LogoutResponse>`,
  },
};

const arrive = ({ subject, nameId, session }: Manner) =>
  visit.arrive('alice', session, { subject, nameId });

test.each(Object.entries(MANNERS))('%s ends a session that began there', async (_, manner) => {
  const here = await arrive(manner);
  const other = await visit.arrive('alice', 'another', { subject: 'somebody-else' });
  const how = { relayState: 'https://portal.example/back?a=1&b=2', ...manner.how };
  const received = await visit.receive(visit[manner.by](manner.request, how));
  expect(received).toMatchObject({ of: 'request', kind: 'ended', sessions: 1 });
  expect(await visit.statesOf(here, other)).toEqual(['ended', 'active']);
});

test.each(Object.entries(MANNERS))('%s answers a sign-out here', async (_, manner) => {
  const { sessionId } = await arrive(manner);
  const sent = portal.readRequest((await logoutAddress(visit.scope, sessionId)) ?? '');
  expect(sent.nameId).toBe(manner.subject);
  expect(sent.sessionIndexes).toEqual(manner.session === null ? [] : [manner.session]);
  const how = { relayState: sent.relayState, ...manner.how };
  const received = await visit.receive(visit[manner.by](manner.response(sent.id), how));
  const { status = 'done' } = manner;
  expect(received).toMatchObject({ of: 'response', kind: 'answered', status });
});
