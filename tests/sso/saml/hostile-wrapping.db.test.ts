import { beforeEach, describe, expect, vi } from 'vitest';
import { refuses } from '@/tests/sso/saml/corpus/drive';
import { satisfiesNaiveVerifier } from '@/tests/sso/saml/corpus/naive-verifier';
import { wrapping } from '@/tests/sso/saml/corpus/wrapping';
import { startAnew } from '@/tests/sso/saml/saml-visit';
import { keys } from '@/tests/support/saml-provider';

vi.mock('pino', () => import('@/tests/support/captured-pino'));
beforeEach(startAnew);

describe('refused is a message, though the signature in it is the portal’s and good:', () => {
  refuses(wrapping, (xml) => {
    // What makes it an attack: with that alone it would come in.
    expect(satisfiesNaiveVerifier(xml, keys.first.certificate)).toBe(true);
  });
});
