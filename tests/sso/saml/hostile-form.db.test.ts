import { beforeEach, describe, expect, test, vi } from 'vitest';
import * as consumer from '@/app/sso/saml/acs/route';
import { runInRequestContext } from '@/lib/request-context';
import {
  alice,
  expectNobodyIn,
  mallory,
  provider,
  type SamlVisit,
  samlVisit,
  startAnew,
  unaskedFor,
} from '@/tests/sso/saml/saml-visit';
import { lines } from '@/tests/support/captured-pino';
import type { Posted, ReadMessage } from '@/tests/support/saml-provider';
import { testRequest } from '@/tests/support/test-request';
import { NOON } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let visit: SamlVisit;
let asked: ReadMessage;
let good: Posted;

beforeEach(async () => {
  startAnew();
  visit = await samlVisit();
  // The consumer goes by the machine's clock.
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  asked = await visit.begin();
  good = provider.respond(asked, alice);
  return () => vi.useRealTimers();
});

/** As the browser posts it, beside what stands in the address. */
async function post(body: string, utility = visit.scope.utility, query = '') {
  const context = testRequest({ utility, path: `/sso/saml/acs${query}`, awaitsForm: true });
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const request = new Request(`http://localhost:3000/sso/saml/acs${query}`, {
    method: 'POST',
    headers,
    body,
  });
  const response = await runInRequestContext(context, () => consumer.POST(request));
  return {
    status: context.response.status ?? response.status,
    location: response.headers.get('location'),
    cookies: response.headers.getSetCookie(),
    text: await response.text(),
  };
}

function form(fields: Record<string, string>): string {
  return new URLSearchParams(fields).toString();
}

async function expectGoodStillComesIn(): Promise<void> {
  const { SAMLResponse, RelayState = '' } = good;
  const { status, location } = await post(form({ SAMLResponse, RelayState }));
  expect(status).toBe(303);
  const handle = new URL(location ?? '').searchParams.get('handle') ?? '';
  await visit.expectComesIn(await visit.finish(handle));
}

test('a good answer leads on to this utility’s own address, with nothing in it but a handle', async () => {
  const { SAMLResponse, RelayState = '' } = good;
  const { status, location, cookies, text } = await post(form({ SAMLResponse, RelayState }));
  expect(status).toBe(303);
  expect(location).toMatch(
    /^https:\/\/csi\.harbor\.example\/sso\/saml\/finish\?handle=[A-Za-z0-9_-]{43}$/,
  );
  expect([cookies, text]).toEqual([[], '']);
  visit.expectNoSecretTold();
});

describe('a form gets the one page, and leaves the request usable:', () => {
  const bodies: [string, (answer: string) => string][] = [
    ['that is empty', () => ''],
    ['of JSON', (answer) => JSON.stringify({ SAMLResponse: answer })],
    ['of XML', () => good.xml],
    ['of fields without values', () => 'SAMLResponse&RelayState'],
    ['with the answer as SAMLRequest', (answer) => form({ SAMLRequest: answer })],
    [
      'with an answer beside a SAMLRequest that holds the good one',
      (answer) => form({ SAMLRequest: answer, SAMLResponse: 'AAAA' }),
    ],
    ['with the answer in other letters', (answer) => form({ samlresponse: answer })],
    [
      'with the answer twice',
      (answer) => `${form({ SAMLResponse: answer })}&${form({ SAMLResponse: answer })}`,
    ],
    ['with an artifact', () => form({ SAMLart: 'AAQAAAAA' })],
    [
      'with pluses that were not escaped',
      (answer) => `SAMLResponse=${`+${answer.slice(1)}`}&SAMLResponse=`,
    ],
    ['with bad escapes', () => 'SAMLResponse=%ZZ%FF%'],
    ['of 10,000 fields', () => `${'a=1&'.repeat(10_000)}SAMLResponse=x`],
    [
      'with an answer that the portal did not sign',
      () =>
        form({ SAMLResponse: provider.respond(asked, mallory, { sign: 'neither' }).SAMLResponse }),
    ],
  ];

  test.each(bodies)('one %s', async (_, make) => {
    const page = await post('');
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(page.status).toBeLessThan(500);
    lines.length = 0;
    expect(await post(make(good.SAMLResponse))).toEqual(page);
    expect(JSON.parse(lines.at(-1) ?? '{}')).toMatchObject({ requestId: 'test-request' });
    await expectNobodyIn();
    visit.expectNoSecretTold();
    await expectGoodStillComesIn();
  });
});

test('an answer in the address is not looked at', async () => {
  const { SAMLResponse } = good;
  expect(await post('', visit.scope.utility, `?${form({ SAMLResponse })}`)).toEqual(await post(''));
  await expectNobodyIn();
  await expectGoodStillComesIn();
});

test('a RelayState leads nowhere but to a path here, and only of an answer that nobody asked for', async () => {
  const { SAMLResponse } = provider.respond(unaskedFor(visit.scope), alice);
  const leads = async (RelayState: string) =>
    (await post(form({ SAMLResponse, RelayState }))).location;
  const start = 'https://csi.harbor.example/sso/saml/unasked?returnTo=';
  expect(await leads('/admin/users?x=1')).toBe(`${start}%2Fadmin%2Fusers%3Fx%3D1`);
  for (const elsewhere of [
    'javascript:alert(1)',
    'a-token',
    '',
    '/\\evil.example',
    '/%0d%0aX: y',
  ]) {
    const location = await leads(elsewhere);
    expect(location === null || location.startsWith(start)).toBe(true);
    expect(location ?? '').not.toMatch(/evil|javascript|\r|\n/);
  }
  for (const site of ['https://evil.example/', '//evil.example/', '\\\\evil.example']) {
    expect(await leads(site)).toBeNull();
  }
  await expectNobodyIn();
});

test('a utility without a SAML portal has no consumer', async () => {
  const utility = await testUtility({ utility: 'summit', name: 'Summit Gas' });
  const { SAMLResponse } = good;
  expect((await post(form({ SAMLResponse }), utility)).status).toBe(404);
});

test('there is nothing but POST at the consumer', () => {
  expect(Object.keys(consumer)).toEqual(['POST']);
});
