import { beforeEach, describe, vi } from 'vitest';
import { algorithms } from '@/tests/sso/saml/corpus/algorithms';
import { refuses } from '@/tests/sso/saml/corpus/drive';
import { references } from '@/tests/sso/saml/corpus/references';
import { strangersKeys } from '@/tests/sso/saml/corpus/strangers-keys';
import { stripped } from '@/tests/sso/saml/corpus/stripped';
import { startAnew } from '@/tests/sso/saml/saml-visit';

vi.mock('pino', () => import('@/tests/support/captured-pino'));
beforeEach(startAnew);

describe('refused is an answer', () => refuses(stripped));
describe('refused is an answer that is signed', () => refuses(strangersKeys));
describe('refused is an answer that is signed by', () => refuses(algorithms));
describe('refused is an answer whose signature has', () => refuses(references));
