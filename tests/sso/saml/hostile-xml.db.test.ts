import { beforeEach, describe, vi } from 'vitest';
import { decorations } from '@/tests/sso/saml/corpus/decorations';
import { documents } from '@/tests/sso/saml/corpus/documents';
import { refuses } from '@/tests/sso/saml/corpus/drive';
import { entities } from '@/tests/sso/saml/corpus/entities';
import { tooMuch } from '@/tests/sso/saml/corpus/too-much';
import { startAnew } from '@/tests/sso/saml/saml-visit';

vi.mock('pino', () => import('@/tests/support/captured-pino'));
beforeEach(startAnew);

describe('refused is a document with', () => refuses(decorations));
describe('refused is, and nothing is fetched or expanded, a document with', () =>
  refuses(entities));
describe('refused is what has', () => refuses(documents));
describe('refused is, before it costs much,', () => refuses(tooMuch));
