import { createPrivateKey, createVerify, sign, X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import { decrypt } from 'xml-encryption';
import { freePort } from '@/demo/free-port';
import { certify, type MadeKey, newKeyPair } from '@/lib/sso/saml/make-certificate';
import { readXml, type XmlElement } from '@/lib/sso/saml/xml-reader';
import {
  attributeOf,
  childrenNamed,
  descendants,
  NS,
  onlyChild,
  textIn,
} from '@/lib/sso/saml/xml-tree';

export type TestKey = Pick<MadeKey, 'certificate' | 'privateKey'>;

export const SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
export const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
export const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

export async function testKey(purpose: 'signing' | 'encryption'): Promise<TestKey> {
  const certified = { name: 'a service of the test', purpose, now: new Date() };
  return certify(await newKeyPair(2048), certified);
}

/** A SAML service at an address of its own, whose metadata is there and nothing else. */
export async function startServiceProvider() {
  const port = await freePort();
  const origin = `http://summit.localhost:${port}`;
  const entityId = `${origin}/sso/saml/metadata`;
  const [signing, encryption] = await Promise.all([testKey('signing'), testKey('encryption')]);
  let published = [signing];
  let isUp = true;
  const server = createServer((_request, response) => {
    response.writeHead(isUp ? 200 : 503).end(metadataOf(origin, published, encryption));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    origin,
    entityId,
    consumer: `${origin}/sso/saml/acs`,
    logout: `${origin}/sso/saml/slo`,
    signing,
    encryption,
    publish(...keys: TestKey[]) {
      published = keys;
    },
    answers(does: boolean) {
      isUp = does;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

export type TestService = Awaited<ReturnType<typeof startServiceProvider>>;

function metadataOf(origin: string, signing: TestKey[], encryption: TestKey): string {
  const key = (use: string, { certificate }: TestKey) =>
    `<md:KeyDescriptor use="${use}"><ds:KeyInfo xmlns:ds="${NS.signature}"><ds:X509Data><ds:X509Certificate>${bare(certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
  const binding = 'urn:oasis:names:tc:SAML:2.0:bindings';
  return `<md:EntityDescriptor xmlns:md="${NS.metadata}" entityID="${origin}/sso/saml/metadata">
<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="${NS.protocol}">
${signing.map((one) => key('signing', one)).join('')}${key('encryption', encryption)}
<md:SingleLogoutService Binding="${binding}:HTTP-Redirect" Location="${origin}/sso/saml/slo"/>
<md:SingleLogoutService Binding="${binding}:HTTP-POST" Location="${origin}/sso/saml/slo"/>
<md:NameIDFormat>${PERSISTENT}</md:NameIDFormat>
<md:AssertionConsumerService Binding="${binding}:HTTP-POST" Location="${origin}/sso/saml/acs" index="0" isDefault="true"/>
</md:SPSSODescriptor></md:EntityDescriptor>`;
}

function bare(pem: string): string {
  return pem.replace(/-----[^-]+-----|\s/g, '');
}

interface Said {
  id: string;
  issuer: string;
  destination: string;
  at?: Date;
}

function opening({ id, issuer, destination, at = new Date() }: Said, more = ''): string {
  return `xmlns:samlp="${NS.protocol}" xmlns:saml="${NS.assertion}" ID="${id}" Version="2.0" IssueInstant="${at.toISOString()}" Destination="${destination}"${more}><saml:Issuer>${issuer}</saml:Issuer>`;
}

export function authnRequest(
  said: Said,
  { attributes = '', format = PERSISTENT }: { attributes?: string; format?: string } = {},
): string {
  return `<samlp:AuthnRequest ${opening(said, attributes)}<samlp:NameIDPolicy Format="${format}"/></samlp:AuthnRequest>`;
}

export function logoutRequest(
  said: Said,
  { nameId, sessionIndex }: { nameId: string; sessionIndex: string },
): string {
  return `<samlp:LogoutRequest ${opening(said)}<saml:NameID Format="${PERSISTENT}">${nameId}</saml:NameID><samlp:SessionIndex>${sessionIndex}</samlp:SessionIndex></samlp:LogoutRequest>`;
}

export function logoutResponse(said: Said, inResponseTo: string, second = ''): string {
  const status = 'urn:oasis:names:tc:SAML:2.0:status';
  const inner = second && `<samlp:StatusCode Value="${status}:${second}"/>`;
  return `<samlp:LogoutResponse ${opening(said, ` InResponseTo="${inResponseTo}"`)}<samlp:Status><samlp:StatusCode Value="${status}:Success">${inner}</samlp:StatusCode></samlp:Status></samlp:LogoutResponse>`;
}

interface Redirected {
  parameter?: 'SAMLRequest' | 'SAMLResponse';
  relayState?: string;
  key: TestKey;
  algorithm?: string;
}

/** A message as the redirect binding sends it, signed (SAML Bindings §3.4.4.1). */
export function redirected(
  address: string,
  message: string,
  { parameter = 'SAMLRequest', relayState, key, algorithm = SHA256 }: Redirected,
): URL {
  const signed = [
    [parameter, deflateRawSync(message).toString('base64')],
    ...(relayState === undefined ? [] : [['RelayState', relayState]]),
    ['SigAlg', algorithm],
  ]
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
    .join('&');
  const hash = algorithm === SHA1 ? 'sha1' : 'sha256';
  const signature = sign(hash, Buffer.from(signed), createPrivateKey(key.privateKey));
  const last = encodeURIComponent(signature.toString('base64'));
  return new URL(`${address}?${signed}&Signature=${last}`);
}

/**
 * Reads what the portal sent by redirect.
 * @throws when this certificate's key did not sign it
 */
export function readRedirected(address: URL, certificate: string) {
  const [signed = '', signature = ''] = address.search.slice(1).split('&Signature=');
  const verifier = createVerify('RSA-SHA256').update(signed);
  if (address.searchParams.get('SigAlg') !== SHA256) throw new Error('Not signed by RSA-SHA256.');
  if (!verifier.verify(certificate, decodeURIComponent(signature), 'base64')) {
    throw new Error('The signature is wrong.');
  }
  const parameter = address.searchParams.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse';
  const message = address.searchParams.get(parameter) ?? '';
  return {
    root: readXml(inflateRawSync(Buffer.from(message, 'base64')).toString('utf8')),
    relayState: address.searchParams.get('RelayState'),
  };
}

const PLAIN: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** The form of a page, as a browser would send it. */
export function formIn(page: string): { action: string; fields: Record<string, string> } {
  const plain = (text = '') =>
    text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => PLAIN[entity] ?? entity);
  const fields = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return {
    action: plain(/<form method="post" action="([^"]+)"/.exec(page)?.[1]),
    fields: Object.fromEntries(fields.map(([, name, value]) => [name, plain(value)])),
  };
}

/**
 * What a posted answer says, after both its signatures were found good.
 * @throws when one of them is not this certificate's, or the assertion does not open with the key
 */
export async function readAnswer(page: string, certificate: string, decryption: TestKey) {
  const { action, fields } = formIn(page);
  const text = Buffer.from(fields.SAMLResponse ?? '', 'base64').toString('utf8');
  const response = readXml(signedPart(text, text, 'Response', certificate));
  const encrypted = onlyChild(response, NS.assertion, 'EncryptedAssertion');
  const assertion = encrypted ? await opened(text, certificate, decryption) : null;
  return { action, relayState: fields.RelayState ?? null, response, assertion, text };
}

async function opened(text: string, certificate: string, { privateKey }: TestKey) {
  const data = /<[^>]*EncryptedData[\s\S]*EncryptedData>/.exec(text)?.[0] ?? '';
  const plain = await promisify(decrypt)(data, {
    key: privateKey,
    disallowDecryptionWithInsecureAlgorithm: true,
  });
  return readXml(signedPart(plain, plain, 'Assertion', certificate));
}

/** The part that the first signature covers, which must be the whole of it. */
function signedPart(text: string, whole: string, name: string, certificate: string): string {
  const signature = /<ds:Signature [\s\S]*?<\/ds:Signature>/.exec(text)?.[0] ?? '';
  const checked = new SignedXml({ publicCert: new X509Certificate(certificate).toString() });
  checked.loadSignature(signature);
  if (!checked.checkSignature(whole)) throw new Error(`${name}: the signature is wrong.`);
  if (checked.signatureAlgorithm !== SHA256) throw new Error('Not signed by RSA-SHA256.');
  const [reference, another] = checked.getSignedReferences();
  if (!reference || another || readXml(reference).name !== name) throw new Error('Not the whole.');
  return reference;
}

/** An attribute's values, by name. */
export function attributesIn(assertion: XmlElement): Record<string, string[]> {
  const statement = onlyChild(assertion, NS.assertion, 'AttributeStatement');
  const found = statement ? childrenNamed(statement, NS.assertion, 'Attribute') : [];
  return Object.fromEntries(
    found.map((one) => [
      attributeOf(one, 'Name') ?? '',
      childrenNamed(one, NS.assertion, 'AttributeValue').map(textIn),
    ]),
  );
}

/** The only element so named in the document. */
export function find(root: XmlElement, name: string): XmlElement {
  const found = [...descendants(root)].filter(({ element }) => element.name === name);
  if (!found[0] || found.length > 1) throw new Error(`${found.length} elements ${name}.`);
  return found[0].element;
}
