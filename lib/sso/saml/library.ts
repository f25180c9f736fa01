import { type Profile, SAML, type SamlConfig, ValidateInResponseTo } from '@node-saml/node-saml';
import type { NameId } from '@/lib/sso/saml/name-id';
import { signedQuery } from '@/lib/sso/saml/redirect-signature-rules';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import type { ServiceKey } from '@/lib/sso/saml/service-keys';
import { NO_CERTIFICATE, signingCertificate } from '@/lib/sso/saml/signing-certificate';
import type { SamlAddresses } from '@/lib/sso/service-addresses-rules';

/** Both sides of a conversation. */
export interface Parties {
  provider: SamlProvider;
  own: SamlAddresses;
}

/** Nothing in a message that the library looked at could be believed. */
export class NotVerified extends Error {}

/**
 * The one place that knows `@node-saml/node-saml`. It makes and signs messages, and says which bytes of one a
 * signature covers. Everything else it would do is off or done again by the files around this one, since
 * it reads the machine's clock, keeps what it asked in memory, uses up a request by any answer to it, and
 * looks neither at Destination nor Recipient.
 */
function library({ provider, own }: Parties, options: Partial<SamlConfig> = {}): SAML {
  return new VerifyingOnly({
    issuer: own.entityId,
    callbackUrl: own.consumer,
    idpCert: provider.certificates.map(pemOf),
    entryPoint: provider.signInAddress,
    identifierFormat: null,
    // Whoever signs people in by other means than a password says `Password` or fails (AD FS, Entra ID).
    disableRequestedAuthnContext: true,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    validateInResponseTo: ValidateInResponseTo.never,
    acceptedClockSkewMs: -1,
    audience: false,
    wantAuthnResponseSigned: false,
    wantAssertionsSigned: false,
    ...options,
  });
}

/** Hands over the assertion that was signed as it is: what it says is read by assertion-rules. */
class VerifyingOnly extends SAML {
  protected override async processValidlySignedAssertionAsync(xml: string) {
    const profile = { getAssertionXml: () => xml } as Profile;
    return { profile, loggedOut: false };
  }
}

/**
 * Where the browser goes to sign in: an AuthnRequest by HTTP-Redirect (Bindings §3.4), signed where a key is given.
 * @param isForced whether the portal is told to ask for the password, whoever is signed in there
 */
export function signInAddress(
  parties: Parties,
  message: { id: string; relayState: string; isForced: boolean; signing: ServiceKey | null },
): Promise<string> {
  const saml = library(parties, {
    ...signedBy(message.signing),
    forceAuthn: message.isForced,
    generateUniqueId: () => message.id,
  });
  return saml.getAuthorizeUrlAsync(message.relayState, undefined, {});
}

/** Where the browser goes to sign out at the portal: a LogoutRequest by HTTP-Redirect, signed. */
export function logoutRequestAddress(
  parties: Parties,
  message: {
    address: string;
    id: string;
    relayState: string;
    nameId: NameId;
    sessionIndex: string | null;
    signing: ServiceKey;
  },
): Promise<string> {
  const { nameId, sessionIndex } = message;
  const saml = library(parties, {
    ...signedBy(message.signing),
    logoutUrl: message.address,
    generateUniqueId: () => message.id,
  });
  const person = {
    issuer: parties.own.entityId,
    nameID: nameId.value,
    // Typed as if there always were one; of null no attribute is written.
    nameIDFormat: nameId.format as string,
    ...(nameId.nameQualifier ? { nameQualifier: nameId.nameQualifier } : {}),
    ...(nameId.spNameQualifier ? { spNameQualifier: nameId.spNameQualifier } : {}),
    ...(sessionIndex ? { sessionIndex } : {}),
  };
  return saml.getLogoutUrlAsync(person, message.relayState, {});
}

/**
 * Where the browser goes with our answer to the portal's LogoutRequest, by HTTP-Redirect, signed: whoever it
 * names is not signed in here any more.
 */
export async function logoutResponseAddress(
  parties: Parties,
  message: {
    address: string;
    inResponseTo: string;
    relayState: string | null;
    signing: ServiceKey;
  },
): Promise<string> {
  const saml = library(parties, { logoutUrl: message.address });
  const asked = { ID: message.inResponseTo, issuer: '', nameID: '', nameIDFormat: '' };
  const unsigned = new URL(await saml.getLogoutResponseUrlAsync(asked, '', {}, true));
  const response = unsigned.searchParams.get('SAMLResponse') ?? '';
  const { address, relayState, signing } = message;
  // The library signs a RelayState in another way of escaping than it writes it.
  const parameters = [
    ['SAMLResponse', response],
    ...(relayState ? [['RelayState', relayState] as const] : []),
  ] as const;
  const query = signedQuery(parameters, signing.privateKey);
  return `${address}${address.includes('?') ? '&' : '?'}${query}`;
}

/** An assertion as it was encrypted, and the key of ours that opened it. */
export interface OpenedAssertion {
  xml: string;
  key: ServiceKey;
}

/** What a signature of a response covers. */
export interface VerifiedResponse {
  /** The assertion, decrypted, from the very bytes that were signed. */
  assertion: string;
  /** The portal's certificate that verified it; base64 of DER. */
  certificate: string;
}

/**
 * Verifies a response whose shape is right (response-rules): what is there of signatures must be good, all by
 * one of the portal's certificates, whatever KeyInfo says.
 *
 * @param signed which parts have a signature; one must
 * @param opened where it was encrypted
 * @throws NotVerified
 */
export async function verifyResponse(
  parties: Parties,
  field: string,
  signed: { response: boolean; assertion: boolean },
  opened: OpenedAssertion | null,
): Promise<VerifiedResponse> {
  const certificate = certificateOf(parties.provider, field, signed, opened);
  const key = opened?.key ?? null;
  const assertion =
    certificate && (await verifiedAssertion(parties, certificate, field, signed, key));
  if (!certificate || assertion === null) {
    throw new NotVerified(NO_CERTIFICATE);
  }
  return { assertion, certificate };
}

/** That of the outermost signature: what it signs has the other one in it. */
function certificateOf(
  { certificates }: SamlProvider,
  field: string,
  signed: { response: boolean },
  opened: OpenedAssertion | null,
): string | null {
  if (opened && !signed.response) return signingCertificate(opened.xml, 'root', certificates);
  const text = Buffer.from(field, 'base64').toString();
  return signingCertificate(text, signed.response ? 'root' : 'assertion', certificates);
}

async function verifiedAssertion(
  parties: Parties,
  certificate: string,
  SAMLResponse: string,
  signed: { response: boolean; assertion: boolean },
  decryption: ServiceKey | null,
): Promise<string | null> {
  const saml = library(parties, {
    idpCert: pemOf(certificate),
    wantAuthnResponseSigned: signed.response,
    wantAssertionsSigned: signed.assertion,
    ...(decryption ? { decryptionPvk: decryption.privateKey } : {}),
  });
  try {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse });
    return profile?.getAssertionXml?.() ?? null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (/^Invalid (document )?signature|^invalid signature/i.test(error.message)) return null;
    // What it quotes of the message is not told.
    throw new NotVerified(`not understood: ${error.message.replace(/['"].*/s, '…').slice(0, 80)}`);
  }
}

function signedBy(key: ServiceKey | null): Partial<SamlConfig> {
  return key ? { privateKey: key.privateKey, publicCert: key.certificate } : {};
}

function pemOf(certificate: string): string {
  const lines = certificate.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
