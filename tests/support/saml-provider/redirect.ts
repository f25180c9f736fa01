import { createVerify, type KeyObject, sign } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { RSA_SHA256, RSA_SHA512 } from '@/tests/support/saml-provider/algorithms';
import { elements, type Tree, treeOf } from '@/tests/support/saml-provider/canonical';

/** What a service provider sent by redirect, read. */
export interface ReadMessage {
  /** `AuthnRequest`, `LogoutRequest`, `LogoutResponse`. */
  kind: string;
  xml: string;
  id: string;
  issuer: string;
  /** Of its root element. */
  attributes: Record<string, string>;
  /** Where the answer to an AuthnRequest is to go. */
  acs: string;
  inResponseTo: string | null;
  nameId: string | null;
  nameIdAttributes: Record<string, string>;
  sessionIndexes: string[];
  statusCodes: string[];
  relayState: string | null;
  signatureAlgorithm: string | null;
  isSigned: boolean;
  /** Whether its signature is by this certificate (PEM); SAML Bindings §3.4.4.1. */
  isSignedBy(certificate: string): boolean;
}

const HASHES: Record<string, string> = { [RSA_SHA256]: 'RSA-SHA256', [RSA_SHA512]: 'RSA-SHA512' };

/** Reads what a redirect address carries, as strictly as a provider does. */
export function readRedirect(address: string | URL): ReadMessage {
  const { searchParams, search } = new URL(address);
  const field = ['SAMLRequest', 'SAMLResponse'].find((name) => searchParams.has(name));
  if (!field) throw new Error('No SAML message in the address.');
  const xml = inflateRawSync(Buffer.from(searchParams.get(field) ?? '', 'base64')).toString();
  const root = treeOf(xml);
  const all = elements(root);
  const named = (name: string) => all.filter(({ local }) => local === name);
  const attributes = attributesOf(root);
  const signature = searchParams.get('Signature');
  const algorithm = searchParams.get('SigAlg');
  return {
    kind: root.local,
    xml,
    id: attributes.ID ?? '',
    issuer: textOf(named('Issuer')[0]) ?? '',
    attributes,
    acs: attributes.AssertionConsumerServiceURL ?? '',
    inResponseTo: attributes.InResponseTo ?? null,
    nameId: textOf(named('NameID')[0]),
    nameIdAttributes: named('NameID')[0] ? attributesOf(named('NameID')[0] as Tree) : {},
    sessionIndexes: named('SessionIndex').map((each) => textOf(each) ?? ''),
    statusCodes: named('StatusCode').map((each) => attributesOf(each).Value ?? ''),
    relayState: searchParams.get('RelayState'),
    signatureAlgorithm: algorithm,
    isSigned: signature !== null,
    isSignedBy(certificate) {
      // Over the address as it stands, not as one would write it again.
      const raw = new Map(
        search
          .slice(1)
          .split('&')
          .map((pair) => [pair.split('=')[0], pair]),
      );
      const bytes = [field, 'RelayState', 'SigAlg']
        .flatMap((name) => raw.get(name) ?? [])
        .join('&');
      const hash = HASHES[algorithm ?? ''];
      if (!hash || !signature) return false;
      return createVerify(hash).update(bytes).verify(certificate, signature, 'base64');
    },
  };
}

/** How a provider sends by redirect; what is left out is done as the standard has it. */
export interface RedirectHow {
  key?: KeyObject;
  isSigned?: boolean;
  /** What it says of how it is signed, and what is done. */
  algorithm?: string;
  hash?: string;
  /** Parameters in the order in which they are signed and sent. */
  order?: string[];
  /** Percent-encoding in small letters, as AD FS writes it. */
  smallEscapes?: boolean;
  /** Instead of deflated XML. */
  message?: Buffer;
  change?: (address: URL) => URL;
}

/** An address that carries a message of the provider's. */
export function redirectAddress(
  target: string,
  field: 'SAMLRequest' | 'SAMLResponse',
  xml: string,
  relayState: string | null,
  privateKey: KeyObject,
  how: RedirectHow = {},
): URL {
  const { algorithm = RSA_SHA256, hash = 'sha256', key = privateKey, isSigned = true } = how;
  const message = (how.message ?? deflateRawSync(xml)).toString('base64');
  const values: Record<string, string> = { [field]: message };
  if (relayState !== null) values.RelayState = relayState;
  if (isSigned) values.SigAlg = algorithm;
  const order = how.order ?? [field, 'RelayState', 'SigAlg'];
  const query = order
    .flatMap((name) => (values[name] === undefined ? [] : `${name}=${escaped(values[name])}`))
    .join('&');
  const signature = sign(hash, Buffer.from(query), key).toString('base64');
  const end = isSigned ? `&Signature=${escaped(signature)}` : '';
  const address = new URL(`${target}${target.includes('?') ? '&' : '?'}${query}${end}`);
  return how.change ? how.change(address) : address;

  function escaped(text: string): string {
    const usual = encodeURIComponent(text);
    if (!how.smallEscapes) return usual;
    return usual.replace(/%[0-9A-F]{2}/g, (each) => each.toLowerCase());
  }
}

function attributesOf({ attributes }: Tree): Record<string, string> {
  return Object.fromEntries(attributes.map(({ local, value }) => [local, value]));
}

function textOf(tree: Tree | undefined): string | null {
  if (!tree) return null;
  return tree.children.map((child) => ('text' in child ? child.text : '')).join('');
}
