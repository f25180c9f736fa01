import { beforeEach, describe, expect, test, vi } from 'vitest';
import { refuses } from '@/tests/sso/saml/corpus/drive';
import { encryption, sealed, withBitFlipped } from '@/tests/sso/saml/corpus/encryption';
import { alice, expectNobodyIn, provider, samlVisit, startAnew } from '@/tests/sso/saml/saml-visit';
import { keys } from '@/tests/support/saml-provider';
import {
  AES128_CBC,
  AES128_GCM,
  AES256_CBC,
  AES256_GCM,
} from '@/tests/support/saml-provider/algorithms';

vi.mock('pino', () => import('@/tests/support/captured-pino'));
beforeEach(startAnew);

describe('refused is an encrypted assertion', () =>
  refuses(
    encryption.map(([name, fault, detail, make, how]) => [
      name,
      fault,
      detail,
      make,
      how ?? sealed,
    ]),
  ));

test.each([AES128_CBC, AES256_CBC, AES128_GCM, AES256_GCM])('%s is opened', async (algorithm) => {
  const visit = await samlVisit();
  const encrypt = { certificate: keys.service.certificate, algorithm };
  await visit.expectComesIn(await visit.signIn(alice, { encrypt }));
});

test('whatever keeps it shut is told in the same words, so that they tell nothing of what is inside', () => {
  const shut = /GCM|^cut short|^for another|^with an empty ciphertext/;
  const told = encryption.filter(([name]) => shut.test(name));
  expect(told.length).toBeGreaterThan(4);
  expect(new Set(told.map(([, fault, detail]) => `${fault} ${detail}`)).size).toBe(1);
});

/** One block of AES. The last may be padding alone, of which any will do (XML Encryption 1.1 §5.2.1). */
const BLOCK = 16;

test('a bit flipped anywhere in what AES-CBC hides lets nobody in, and shows nobody what came of it', async () => {
  const visit = await samlVisit();
  const encrypt = { certificate: keys.service.certificate, algorithm: AES256_CBC };
  const good = provider.respond(await visit.begin(), alice, { encrypt });
  const pages = new Set<string>();
  for (let fromEnd = BLOCK + 1; fromEnd < 1_400; fromEnd += 61) {
    const xml = withBitFlipped(good.xml, fromEnd);
    const body = { responses: [Buffer.from(xml).toString('base64')], relayStates: [] };
    const came = await visit.comeBack(body);
    expect(came.outcome).toMatchObject({ kind: 'refused' });
    pages.add(JSON.stringify(came.page));
  }
  expect(pages.size).toBe(1);
  await expectNobodyIn();
  await visit.expectComesIn(await visit.comeBack(good));
});
