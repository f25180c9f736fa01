import { randomBytes } from 'node:crypto';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import type { Scope } from '@/lib/scope';
import { PortalError } from '@/lib/sso/portal-error';
import { samlProviderName } from '@/lib/sso/provider-name-rules';
import { signInAddress } from '@/lib/sso/saml/library';
import { isLookFault, lookFaultWords } from '@/lib/sso/saml/metadata-faults-rules';
import { liveProvider, providerState } from '@/lib/sso/saml/provider-store';
import { type RequestSigning, requestSigning } from '@/lib/sso/saml/request-signing-rules';
import { keepRequest, requestName } from '@/lib/sso/saml/request-store';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import { serviceKeys } from '@/lib/sso/saml/service-key-store';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';
import type { Asked, SamlAttempt } from '@/lib/sso/sign-in-attempt';
import { ATTEMPT_SECONDS } from '@/lib/sso/sso-cookies';
import { randomSecret } from '@/lib/tokens';
import type { SamlConnection } from '@/lib/utilities/utility';

/**
 * Begins a sign-in at the utility's SAML portal: an AuthnRequest by redirect (Profiles §4.1.4.1), its ID and
 * RelayState new and random. RelayState means nothing to anybody: where the person goes afterwards stands
 * in the browser's own cookie.
 *
 * A portal can only be told to ask for the password now, whenever it did before. Where it may have been asked
 * since the last session here was over, it is not told; the answer shows whether it was.
 *
 * @returns the address to send the browser to, and what it must keep for us meanwhile
 * @throws PortalError where there is no description of the portal
 */
export async function beginSamlSignIn(
  scope: Scope,
  connection: SamlConnection,
  { mustBeFresh, freshSince, lenient, returnTo, of, purpose }: Asked,
): Promise<{ address: string; attempt: SamlAttempt }> {
  const { utility, now } = scope;
  const { utilityId } = utility;
  const startedAt = now();
  const provider = await describedProvider(utilityId, startedAt);
  const signing = requestSigning(connection, provider, await serviceKeys(db(), utilityId));
  tellUnsigned(utilityId, signing);
  const isForced = mustBeFresh && freshSince === undefined;
  const id = newMessageId();
  const relayState = randomSecret();
  const address = await signInAddress(
    { provider, own: samlAddresses(utility) },
    { id, relayState, isForced, signing: signing.kind === 'signed' ? signing.key : null },
  );
  const name = samlProviderName(provider.entityId);
  await keepRequest(
    db(),
    utilityId,
    { id, relayState },
    {
      kind: purpose.kind,
      provider: name,
      sessionId: null,
      sentAt: startedAt,
      expiresAt: new Date(startedAt.getTime() + ATTEMPT_SECONDS * 1000),
    },
  );
  return {
    address,
    attempt: {
      protocol: 'saml',
      state: requestName(id),
      provider: name,
      startedAt: startedAt.getTime(),
      mustBeFresh,
      freshSince,
      lenient,
      isForced,
      returnTo,
      of,
      purpose,
    },
  };
}

/** @throws PortalError which says why the last look for a description took nothing, where one was */
export async function describedProvider(utilityId: string, now: Date): Promise<SamlProvider> {
  const provider = await liveProvider(db(), utilityId, now);
  if (provider) return provider;
  const state = await providerState(db(), utilityId);
  const fault = state?.fault ?? (state?.provider ? 'expired' : null);
  const why = isLookFault(fault) ? lookFaultWords(fault) : 'none was taken yet';
  throw new PortalError('not_described', utilityId, `no metadata that is good now: ${why}`);
}

/** A portal that wants it signed refuses, and tells neither us nor the person why. */
function tellUnsigned(utility: string, { kind: reason }: RequestSigning): void {
  if (reason === 'signed' || reason === 'unwanted') return;
  log().warn({ utility, reason }, 'a request to a portal goes out unsigned');
}

/** Core §1.3.4: an `xs:ID`, 160 random bits. */
export function newMessageId(): string {
  return `_${randomBytes(20).toString('hex')}`;
}
