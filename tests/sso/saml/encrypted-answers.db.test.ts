import { beforeEach, expect, test, vi } from 'vitest';
import { alice, provider, samlVisit, startAnew } from '@/tests/sso/saml/saml-visit';
import { keys } from '@/tests/support/saml-provider';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

beforeEach(startAnew);

const AES_CBC = 'http://www.w3.org/2001/04/xmlenc#aes256-cbc';

/** Changes the last blocks of what is encrypted, as one does who tries what this side makes of it. */
function tampered(xml: string): string {
  const at = xml.lastIndexOf('CipherValue>', xml.lastIndexOf('CipherValue>') - 1) + 40;
  const other = xml[at] === 'A' ? 'B' : 'A';
  return xml.slice(0, at) + other + xml.slice(at + 1);
}

const encrypt = { certificate: keys.service.certificate, algorithm: AES_CBC };

test('nothing is opened whose whole answer is signed and was changed on its way', async () => {
  const visit = await samlVisit();
  const asked = await visit.begin();
  const changed = provider.respond(asked, alice, {
    sign: 'response',
    encrypt,
    change: { signedResponse: tampered },
  });
  await visit.expectRefused(await visit.comeBack(changed), 'signature', /no certificate/);
  await visit.expectComesIn(
    await visit.comeBack(provider.respond(asked, alice, { sign: 'response', encrypt })),
  );
});

test('what cannot be opened, and what opens to something else, look alike', async () => {
  const visit = await samlVisit();
  const pages = new Set<string>();
  const change = { signedResponse: tampered };
  for (let n = 0; n < 4; n += 1) {
    const changed = provider.respond(await visit.begin(), alice, {
      sign: 'assertion',
      encrypt,
      change,
    });
    const came = await visit.comeBack(changed);
    expect(came.outcome).toMatchObject({ kind: 'refused' });
    pages.add(came.page?.text ?? '');
  }
  expect(pages.size).toBe(1);
});
