import { createFormatter, createTranslator } from 'next-intl';
import { prerender } from 'react-dom/static';
import { describe, expect, test, vi } from 'vitest';
import { Report } from '@/app/sso/test/report';
import { runInRequestContext } from '@/lib/request-context';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import type { FoundSignature } from '@/lib/sso/saml/assertion-evidence';
import type { ShownEvidence } from '@/lib/sso/shown-evidence-rules';
import type { TestArrival, TestReport } from '@/lib/sso/test-report';
import en from '@/messages/en.json';
import { testRequest } from '@/tests/support/test-request';
import { NOON } from '@/tests/support/test-scope';
import { utilityOf } from '@/tests/support/utility-settings';

vi.mock('next-intl/server', () => {
  const onError = (error: Error) => {
    throw error;
  };
  return {
    getTranslations: async (namespace: never) =>
      createTranslator({ locale: 'en', messages: en, namespace, onError }),
    getFormatter: async () => createFormatter({ locale: 'en', timeZone: 'UTC', onError }),
  };
});

const certificate = {
  subject: 'CN=portal.example',
  sha256: `AB:${'01:'.repeat(30)}CD`,
  expiresAt: NOON.toISOString(),
};

const accepted: TestReport = {
  at: NOON.toISOString(),
  portal: {
    kind: 'saml',
    entityId: 'https://portal.example/idp',
    ownEntityId: 'https://csi.harbor.example/sso/saml/metadata',
    consumer: 'https://csi.harbor.example/sso/saml/acs',
    requests: 'signed',
    certificates: [certificate],
  },
  mustBeFresh: false,
  by: 'link',
  arrived: {
    claims: [{ name: 'uid', value: 'alice', cut: 0, source: null }],
    more: 2,
    attributes: [
      {
        target: 'username',
        from: ['uid'],
        configured: false,
        found: ['alice'],
        value: 'alice',
        fault: null,
      },
    ],
    roles: [{ role: 'CSR', wanted: ['reps'], matched: ['reps'] }],
    unusedRoleValues: ['bowling'],
    moreRoleValues: 0,
    notFresh: null,
    mustAskAfterIdle: true,
  },
  evidence: {
    xml: '<saml:Assertion ID="_1">\n  <saml:Issuer>&lt;b&gt;</saml:Issuer>\n</saml:Assertion>',
    wasEncrypted: true,
    signature: { covers: 'both', algorithm: 'rsa-sha256', isVerified: true, certificate },
    conditions: [
      { name: 'Audience', found: 'https://csi', wanted: 'https://csi', isMet: true },
      { name: 'NotBefore', found: null, wanted: null, isMet: true },
    ],
    moreConditions: 0,
  },
  verdict: { kind: 'let_in', how: 'made', username: 'alice', roles: ['CSR'] },
};

const refused: TestReport = {
  ...accepted,
  arrived: null,
  evidence: {
    ...(accepted.evidence as NonNullable<TestReport['evidence']>),
    wasEncrypted: false,
    signature: { covers: 'assertion', algorithm: 'rsa-sha1', isVerified: false, certificate: null },
    conditions: [],
  },
  verdict: { kind: 'refused', fault: 'signature', detail: 'its algorithm' },
};

/** The page's words, a line for each piece of text. */
async function shown(report: TestReport): Promise<string> {
  const sso = { kind: 'saml', portalName: 'Tide portal', metadata: 'https://x.example' } as const;
  const context = testRequest({ utility: utilityOf({ sso }) });
  const { prelude } = await runInRequestContext(context, () =>
    prerender(<Report report={report} />),
  );
  const html = await new Response(prelude).text();
  return html
    .replaceAll('<wbr/>', '')
    .replace(/<[^>]+>/g, '\n')
    .replace(/\n+/g, '\n');
}

function refusedBy(fault: AnswerFault, evidence: Partial<ShownEvidence> = {}): TestReport {
  return {
    ...refused,
    evidence: { ...(refused.evidence as ShownEvidence), ...evidence },
    verdict: { kind: 'refused', fault, detail: 'what exactly' },
  };
}

const ofOpenId: TestReport = {
  ...accepted,
  portal: { kind: 'oidc', issuer: 'https://id.example', clientId: 'csi' },
  arrived: {
    ...(accepted.arrived as TestArrival),
    claims: [{ name: 'sub', value: 'alice', cut: 0, source: 'id_token' }],
  },
  evidence: null,
};

describe('of an answer of SAML that is believed', () => {
  test('every part of the report has its words, and none those of OpenID Connect', async () => {
    const text = await shown(accepted);
    for (const words of [
      'alice would be let in, with a new account',
      'https://csi.harbor.example/sso/saml/acs',
      'and Tide portal says when (AuthnInstant).',
      '2 more attributes are not shown.',
      'Verified by the portal’s metadata',
      'The response and the assertion',
      'rsa-sha256',
      certificate.sha256,
      'Nothing\nMet',
      'It would be accepted',
      'Given by\nSent by the portal\n',
      'Wanted\nResult\n',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toMatch(
      /claim|ID token|id_token|userinfo|prompt=login|auth_time|Not believed/i,
    );
  });

  test('the XML stands there letter by letter', async () => {
    const escaped = '&lt;saml:Issuer&gt;&amp;lt;b&amp;gt;&lt;/saml:Issuer&gt;';
    expect(await shown(accepted)).toContain(escaped);
  });

  test.each([
    ['auth_time_old', 'before this test (AuthnInstant)'],
    ['auth_time_missing', 'yet to come (AuthnInstant)'],
  ] as const)('%s is told by SAML’s own names', async (notFresh, words) => {
    for (const mustBeFresh of [true, false]) {
      const arrived = { ...(accepted.arrived as TestArrival), notFresh };
      const text = await shown({ ...accepted, arrived, mustBeFresh });
      expect(text).toContain(words);
      expect(text.includes('When told to (ForceAuthn)')).toBe(mustBeFresh);
      expect(text).not.toMatch(/prompt=login|auth_time/);
    }
  });

  test.each([
    ['signed', 'Requests to sign in\nSigned\n'],
    ['unwanted', 'Not signed: neither the utility’s settings'],
    ['no_key', 'Not signed: there is no key yet'],
    ['unreadable_key', 'Not signed: the key cannot be opened'],
  ] as const)('whether what we ask is signed is told: %s', async (requests, words) => {
    const portal = { ...accepted.portal, requests } as TestReport['portal'];
    expect(await shown({ ...accepted, portal })).toContain(words);
  });

  test('a NameID that changes is told as such', async () => {
    const verdict = { kind: 'not_admitted', reason: 'subject_changes', username: 'alice' } as const;
    expect(await shown({ ...accepted, verdict })).toContain('a transient NameID');
    expect(await shown({ ...ofOpenId, verdict })).not.toContain('NameID');
  });
});

describe('of an answer of SAML that is refused', () => {
  test('what came is shown, and that it is not believed', async () => {
    const text = await shown(refusedBy('signature'));
    expect(text).toContain('Details: what exactly');
    expect(text).toContain('Not verified');
    expect(text).toContain('Not believed');
    expect(text).toContain('&lt;saml:Assertion');
  });

  test('what it is signed with stands beside what the portal may sign with', async () => {
    const theirs = { ...certificate, sha256: 'EF:01' };
    const signature = { ...(refused.evidence?.signature as FoundSignature), certificate: theirs };
    const text = await shown(refusedBy('signature', { signature }));
    expect(text).toMatch(
      /Certificate that it names\n.*EF:01\n.*In the portal’s metadata\n.*AB:01/s,
    );
  });

  test('that nothing is signed is told, and what must be', async () => {
    const text = await shown(refusedBy('signature', { signature: null }));
    expect(text).toMatch(/No signature\n.*The portal must sign one of them/);
  });

  test('each condition says in words whether it is met', async () => {
    const conditions = [
      { name: 'Audience', found: 'https://other', wanted: 'https://csi', isMet: false },
      { name: 'NotOnOrAfter', found: '2026-03-02T12:05:00Z', wanted: null, isMet: true },
    ];
    const text = await shown(refusedBy('audience', { conditions, moreConditions: 1 }));
    expect(text).toMatch(/Audience\nhttps:\/\/other\nhttps:\/\/csi\nNot met/);
    expect(text).toMatch(/NotOnOrAfter\n2026-03-02T12:05:00Z\nMet/);
    expect(text).toContain('1 more condition was looked at.');
  });

  test('a portal that says no is not blamed for signing nothing', async () => {
    const text = await shown(refusedBy('portal_refused', { signature: null }));
    expect(text).not.toMatch(/No signature|Conditions/);
    expect(text).toContain('What came, as XML');
  });

  test('what was not even read is not told', async () => {
    const text = await shown(refusedBy('state', { xml: null, signature: null }));
    expect(text).not.toMatch(/No signature|Conditions|What came, as XML/);
  });

  test('a portal without metadata is told as such', async () => {
    const portal = { ...refused.portal, entityId: null, certificates: [] };
    const verdict = { kind: 'unavailable', detail: 'harbor: not_described' } as const;
    const text = await shown({ ...refused, portal, evidence: null, verdict } as TestReport);
    expect(text).toContain('Its metadata was not read yet');
    expect(text).toContain('There is no metadata of it that is good now');
    expect(text).not.toContain('openid-configuration');
  });
});

test('of an answer of OpenID Connect there is no signature, condition or assertion to show', async () => {
  const text = await shown(ofOpenId);
  expect(text).toMatch(/Claims\n.*ID token/s);
  expect(text).not.toMatch(/Signature|Conditions|assertion|SAML/i);
});
