import { db } from '@/lib/db';
import { fingerprintOf } from '@/lib/sso/saml/roll-service-keys';
import { listedKeys } from '@/lib/sso/saml/service-key-store';
import type { ListedKey } from '@/lib/sso/saml/service-keys';
import {
  BINDINGS,
  ENCRYPTION_METHODS,
  KEY_TRANSPORT,
  NAME_ID_FORMAT,
} from '@/lib/sso/saml/service-metadata-rules';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';
import type { Utility } from '@/lib/utilities/utility';

type SamlValues = Awaited<ReturnType<typeof samlValues>>;

/** What the identity engineer enters at a SAML portal that does not take the metadata; no secret. */
export async function samlValues(utility: Utility) {
  const { entityId, consumer, logout } = samlAddresses(utility);
  const signRequests = utility.sso?.kind === 'saml' ? utility.sso.signRequests : true;
  const keys = await listedKeys(db(), utility.utilityId);
  return {
    utility: utility.utilityId,
    isSetUp: utility.sso?.kind === 'saml',
    metadata: entityId,
    entityId,
    assertionConsumerService: consumer,
    assertionConsumerServiceBindings: [BINDINGS.post],
    singleLogoutService: logout,
    singleLogoutServiceBindings: [BINDINGS.redirect, BINDINGS.post],
    nameIdFormat: NAME_ID_FORMAT,
    authnRequestsSigned: signRequests,
    authnRequestsBinding: BINDINGS.redirect,
    wantAssertionsSigned: true,
    encryptionMethods: [...ENCRYPTION_METHODS, KEY_TRANSPORT],
    certificates: keys.map(({ purpose, state, certificate, expiresAt }) => ({
      purpose,
      state,
      sha256: fingerprintOf(certificate),
      notAfter: expiresAt,
      certificate,
    })),
  };
}

/** The same for people, a line each. */
export function samlLines(values: SamlValues): [string, string][] {
  return [
    [
      'Metadata',
      values.isSetUp ? values.metadata : `${values.metadata} (once it signs in by SAML)`,
    ],
    ['Entity ID, audience', values.entityId],
    ['Assertion consumer service (ACS)', values.assertionConsumerService],
    ['ACS binding', values.assertionConsumerServiceBindings.map(short).join(' ')],
    ['Single logout service (SLO)', values.singleLogoutService],
    ['SLO bindings', values.singleLogoutServiceBindings.map(short).join(' ')],
    ['NameID format', values.nameIdFormat],
    ['Requests', `${short(values.authnRequestsBinding)}, ${signedWords(values)}`],
    ['Assertions', 'signed, RSA with SHA-256 or SHA-512'],
    ['Encryption, one of', values.encryptionMethods.map(short).join(' ')],
    ...certificateLines(values),
  ];
}

function signedWords({ authnRequestsSigned }: SamlValues): string {
  return authnRequestsSigned ? 'signed, RSA with SHA-256' : 'not signed';
}

function certificateLines(values: SamlValues): [string, string][] {
  const { utility, isSetUp, certificates } = values;
  if (certificates.length === 0) {
    const how = isSetUp
      ? `make them: csi sso keys ${utility} --new`
      : 'applying sso.kind: saml makes them';
    return [['Certificates', `none yet; ${how}`]];
  }
  return certificates.map(({ purpose, state, sha256, notAfter }) => [
    `Certificate ${FOR[purpose]} (${state})`,
    `${sha256}, until ${notAfter.toISOString().slice(0, 10)}`,
  ]);
}

const FOR: Record<ListedKey['purpose'], string> = {
  signing: 'we sign with',
  encryption: 'to encrypt for us',
};

/** `urn:…:HTTP-POST` and `http://…#aes256-gcm`, as people call them. */
function short(name: string): string {
  return name.replace(/^.*[:#]/, '');
}
