import { beforeEach, describe, vi } from 'vitest';
import { refuses } from '@/tests/sso/saml/corpus/drive';
import {
  algorithms,
  references,
  strangersKeys,
  stripped,
} from '@/tests/sso/saml/corpus/signatures';
import { startAnew } from '@/tests/sso/saml/saml-visit';

vi.mock('pino', () => import('@/tests/support/captured-pino'));
beforeEach(startAnew);

describe('refused is an answer', () => refuses(stripped));
describe('refused is an answer that is signed', () => refuses(strangersKeys));
describe('refused is an answer that is signed by', () => refuses(algorithms));
describe('refused is an answer whose signature has', () => refuses(references));
