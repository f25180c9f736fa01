import type { RequestContext } from '@/lib/request-context';
import { utilityOf } from '@/tests/support/utility-settings';

/** What the door knows of a request for Harbor Power's Welcome page, unless said otherwise. */
export function testRequest(known: Partial<RequestContext> = {}): RequestContext {
  return {
    requestId: 'test-request',
    utility: utilityOf(),
    domain: 'csi.harbor.example',
    path: '/',
    clientAddress: '198.51.100.7',
    userAgent: 'Test browser',
    language: 'en',
    nonce: '',
    isPrefetch: false,
    isBackground: false,
    awaitsForm: false,
    gone: new AbortController().signal,
    response: {},
    ...known,
  };
}
