import { beforeEach, describe, vi } from 'vitest';
import { refuses } from '@/tests/sso/saml/corpus/drive';
import { decorations, documents, entities, tooMuch } from '@/tests/sso/saml/corpus/xml';
import { startAnew } from '@/tests/sso/saml/saml-visit';

vi.mock('pino', () => import('@/tests/support/captured-pino'));
beforeEach(startAnew);

describe('refused is a document with', () => refuses(decorations));
describe('refused is, and nothing is fetched or expanded, a document with', () =>
  refuses(entities));
describe('refused is what has', () => refuses(documents));
describe('refused is, before it costs much,', () => refuses(tooMuch));
