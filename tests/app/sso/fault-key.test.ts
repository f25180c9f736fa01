import { createTranslator } from 'next-intl';
import { describe, expect, test } from 'vitest';
import { faultKey, type Protocol } from '@/app/sso/test/fault-key';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import en from '@/messages/en.json';

const t = createTranslator({
  locale: 'en',
  messages: en,
  namespace: 'sso.test',
  onError: (error) => {
    throw error;
  },
});
const hasWords = (key: string) => t.has(key as Parameters<typeof t.has>[0]);
const words = (protocol: Protocol, fault: AnswerFault) =>
  t(faultKey(protocol, fault, hasWords) as Parameters<typeof t>[0], { portal: 'Tide portal' });

/** The compiler knows whether one is missing. Who can have it: a fault of one protocol has no words of the other. */
const FAULTS: Record<AnswerFault, Protocol | 'both'> = {
  not_asked_here: 'both',
  used_already: 'both',
  portal_refused: 'both',
  state: 'both',
  unasked: 'both',
  issuer: 'both',
  malformed_answer: 'both',
  client_authentication: 'oidc',
  token_endpoint: 'oidc',
  id_token: 'oidc',
  signature: 'both',
  encryption: 'both',
  audience: 'both',
  destination: 'both',
  conditions: 'both',
  expired: 'both',
  not_yet_valid: 'both',
  clock: 'both',
  nonce: 'oidc',
  userinfo: 'oidc',
  attributes: 'both',
  not_fresh: 'both',
};
const all = Object.entries(FAULTS) as [AnswerFault, Protocol | 'both'][];

describe.each(['oidc', 'saml'] as const)('by %s', (protocol) => {
  test.each(all)('%s has words', (fault) => {
    expect(words(protocol, fault)).toMatch(/^[A-Z].{20,}\.$/);
  });

  test('no two faults have the same words', () => {
    const told = all.map(([fault]) => words(protocol, fault));
    expect(new Set(told).size).toBe(told.length);
  });
});

test.each(all.filter(([, whose]) => whose === 'both'))(
  '%s is told to an engineer of SAML in SAML’s own words',
  (fault) => {
    expect(faultKey('saml', fault, hasWords)).toBe(`samlFault.${fault}`);
    expect(words('saml', fault)).not.toMatch(
      /OpenID|ID token|client|issuer’s|redirect|_time|prompt|jwks|nonce/,
    );
    expect(words('oidc', fault)).not.toMatch(/SAML|assertion|NameID|ForceAuthn|AuthnInstant|ACS/i);
  },
);
