import { beforeEach, describe, test, vi } from 'vitest';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import { refuses } from '@/tests/sso/saml/corpus/drive';
import { names } from '@/tests/sso/saml/corpus/names';
import { parties } from '@/tests/sso/saml/corpus/parties';
import { parts } from '@/tests/sso/saml/corpus/parts';
import { statuses } from '@/tests/sso/saml/corpus/statuses';
import { alice, clock, provider, samlVisit, startAnew } from '@/tests/sso/saml/saml-visit';
import type { How } from '@/tests/support/saml-provider';
import { noonPlus, SECOND } from '@/tests/support/test-scope';

vi.mock('pino', () => import('@/tests/support/captured-pino'));
beforeEach(startAnew);

describe('refused is an assertion of the portal’s with', () => refuses(parties));
describe('refused is an answer of the portal’s with', () => refuses(parts));
describe('refused is an assertion about', () => refuses(names));
describe('refused is an answer that says', () => refuses(statuses));

describe('time, of which 120 seconds are forgiven', () => {
  /** Seconds from now; the first is good, the second is not. */
  const limits: [string, number, number, AnswerFault, RegExp, (seconds: number) => How][] = [
    [
      'of the beginning',
      120,
      121,
      'not_yet_valid',
      /^NotBefore: in 121 s$/,
      (seconds) => ({ assertion: { conditions: { notBefore: seconds } } }),
    ],
    [
      'of the end',
      -119,
      -120,
      'expired',
      /^NotOnOrAfter: 120 s ago$/,
      (seconds) => ({ assertion: { conditions: { notOnOrAfter: seconds } } }),
    ],
    [
      'of the confirmation’s end',
      -119,
      -120,
      'expired',
      /^Confirmation NotOnOrAfter: 120 s ago$/,
      (seconds) => ({ assertion: { confirmations: [{ notOnOrAfter: seconds }] } }),
    ],
    [
      'of the confirmation’s beginning',
      120,
      121,
      'not_yet_valid',
      /^Confirmation NotBefore: in 121 s$/,
      (seconds) => ({ assertion: { confirmations: [{ notBefore: seconds }] } }),
    ],
    [
      'of the session’s end',
      -119,
      -120,
      'expired',
      /^SessionNotOnOrAfter is /,
      (seconds) => ({ assertion: { authn: { sessionNotOnOrAfter: seconds } } }),
    ],
    [
      'of making it, ahead of our clock',
      120,
      121,
      'clock',
      /^made 121 s ahead of our clock; 120 s are accepted$/,
      (seconds) => ({ assertion: { issueInstant: seconds } }),
    ],
    [
      'of making it, before it was asked for',
      -120,
      -121,
      'clock',
      /^made 121 s before it was asked for; 120 s are accepted$/,
      (seconds) => ({ assertion: { issueInstant: seconds } }),
    ],
    [
      'of making the response, ahead',
      120,
      121,
      'clock',
      /^made 121 s ahead/,
      (seconds) => ({ response: { issueInstant: seconds } }),
    ],
    [
      'of making the response, before',
      -120,
      -121,
      'clock',
      /^made 121 s before/,
      (seconds) => ({ response: { issueInstant: seconds } }),
    ],
  ];

  test.each(limits)('%s: the last good second', async (_, good, _bad, _fault, _detail, how) => {
    const visit = await samlVisit();
    await visit.expectComesIn(await visit.signIn(alice, how(good)));
  });

  test.each(limits)('%s: the next', async (_, _good, bad, fault, detail, how) => {
    const visit = await samlVisit();
    await visit.expectRefused(await visit.signIn(alice, how(bad)), fault, detail);
    await visit.expectComesIn();
  });

  test.each([
    [300, /^made 300 s ahead of our clock; 120 s are accepted$/],
    [-300, /^made 300 s before it was asked for; 120 s are accepted$/],
  ])('a portal whose clock is %i seconds off is told so', async (seconds, detail) => {
    const visit = await samlVisit();
    clock.portal = noonPlus(seconds * SECOND);
    await visit.expectRefused(await visit.signIn(), 'clock', detail);
    clock.portal = clock.here;
    await visit.expectComesIn();
  });

  test.each([
    [420, true],
    [421, false],
  ])('an answer that took %i seconds to come: %s', async (seconds, isGood) => {
    const visit = await samlVisit();
    const asked = await visit.begin();
    const how = {
      assertion: { conditions: { notOnOrAfter: 3600 }, confirmations: [{ notOnOrAfter: 3600 }] },
    };
    const posted = provider.respond(asked, alice, how);
    clock.here = noonPlus(seconds * SECOND);
    const came = await visit.comeBack(posted);
    if (isGood) await visit.expectComesIn(came);
    else await visit.expectRefused(came, 'expired', /^made 421 s ago$/);
  });
});
