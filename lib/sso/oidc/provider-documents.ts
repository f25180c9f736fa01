import type { AuthorizationServer } from 'oauth4webapi';
import { keptAnswers } from '@/lib/sso/oidc/kept-answers';
import { documentAddress, providerDocumentSchema } from '@/lib/sso/oidc/provider-document-rules';
import { PortalError } from '@/lib/sso/portal-fetch';
import { portalJson } from '@/lib/sso/portal-json';

/** A provider's description of itself with what a sign-in needs in it. */
export type ProviderDocument = AuthorizationServer &
  Required<Pick<AuthorizationServer, 'authorization_endpoint' | 'token_endpoint' | 'jwks_uri'>>;

/** Shorter than people wait without wondering. */
const ASK_MS = 3000;
const HEARD_MS = 4000;
/** With the 3 s after which the page that waits asks again (lib/plain-page), less than 5 s. */
const UNHEARD_MS = 1000;

const documents = keptAnswers<ProviderDocument>('provider-documents', {
  ask: askForDocument,
  freshMs: 5 * 60_000,
  keepMs: 24 * 3600_000,
  everyMs: 1000,
});

/**
 * What the provider says of itself, at most five minutes old, or up to a day while it is away or
 * describes itself wrongly.
 *
 * @throws PortalError when it was never heard of in that time
 */
export function providerDocument(issuer: string): Promise<ProviderDocument> {
  return documents.get(issuer);
}

/**
 * Why the provider did not answer during the last four seconds, or null when it did. It is asked at most
 * once in that time, for everybody together, and once a second while it does not answer, each time waited
 * for three seconds at most; so one that comes back is noticed by whoever asks a second later, and who
 * waits on the page is on their way within five. One that describes itself wrongly answers, and the
 * description before goes on.
 *
 * @param heardMs how old its last word may be
 */
export async function faultOfProvider(
  issuer: string,
  heardMs = HEARD_MS,
): Promise<PortalError | null> {
  const { fault } = await documents.recent(issuer, heardMs, UNHEARD_MS);
  if (!fault || fault.reason === 'document_refused') return null;
  return new PortalError(fault.reason, fault.host, fault.detail);
}

export function forgetDocuments(): void {
  documents.clear();
}

async function askForDocument(issuer: string): Promise<ProviderDocument> {
  const address = documentAddress(issuer);
  const said = await portalJson(issuer, address, ASK_MS);
  const { data, error } = providerDocumentSchema(issuer).safeParse(said);
  if (data) return data as ProviderDocument;
  const [issue] = error.issues;
  const detail = `${issue?.path.join('.')}: ${issue?.message}`;
  throw new PortalError('document_refused', new URL(address).host, detail);
}
