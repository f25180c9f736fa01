import { db } from '@/lib/db';
import { ENCRYPTION_METHODS, KEY_TRANSPORT } from '@/lib/sso/saml/encryption-rules';
import { providerState } from '@/lib/sso/saml/provider-store';
import { type RequestSigning, requestSigning } from '@/lib/sso/saml/request-signing-rules';
import { fingerprintOf } from '@/lib/sso/saml/roll-service-keys';
import { listedKeys, serviceKeys } from '@/lib/sso/saml/service-key-store';
import type { ListedKey } from '@/lib/sso/saml/service-keys';
import { BINDINGS, NAME_ID_FORMAT } from '@/lib/sso/saml/service-metadata-rules';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';
import type { Utility } from '@/lib/utilities/utility';

type SamlValues = Awaited<ReturnType<typeof samlValues>>;

/** What the identity engineer enters at a SAML portal that does not take the metadata; no secret. */
export async function samlValues(utility: Utility) {
  const { entityId, consumer, logout } = samlAddresses(utility);
  const requests = await signingOf(utility);
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
    authnRequestsSigned: requests === 'signed',
    requestSigning: requests,
    authnRequestsBinding: BINDINGS.redirect,
    wantAssertionsSigned: true,
    encryptionMethods: [...ENCRYPTION_METHODS, KEY_TRANSPORT],
    certificates: keys.map(({ purpose, state, certificate, expiresAt, isUsable }) => ({
      purpose,
      state,
      sha256: fingerprintOf(certificate),
      notAfter: expiresAt,
      isUsable,
      certificate,
    })),
  };
}

/** Before there are settings, as `apply` makes it by default. */
async function signingOf({ utilityId, sso }: Utility): Promise<RequestSigning['kind']> {
  if (sso?.kind !== 'saml') return 'signed';
  const provider = (await providerState(db(), utilityId))?.provider ?? null;
  return requestSigning(sso, provider, await serviceKeys(db(), utilityId)).kind;
}

/** The same for people, a line each. */
export function samlLines(values: SamlValues): [string, string][] {
  return [
    [
      'Metadata',
      values.isSetUp ? values.metadata : `${values.metadata} (once sso.kind: saml is applied)`,
    ],
    ['Entity ID, audience', values.entityId],
    ['Assertion consumer service (ACS)', values.assertionConsumerService],
    ['ACS binding', values.assertionConsumerServiceBindings.map(short).join(' ')],
    ['Single logout service (SLO)', values.singleLogoutService],
    ['SLO bindings', values.singleLogoutServiceBindings.map(short).join(' ')],
    ['NameID format', values.nameIdFormat],
    ['Requests', `${short(values.authnRequestsBinding)}, ${SIGNING[values.requestSigning]}`],
    ['Assertions', 'signed, RSA with SHA-256 or SHA-512'],
    ['Encryption, one of', values.encryptionMethods.map(short).join(' ')],
    ...certificateLines(values),
  ];
}

const SIGNING: Record<RequestSigning['kind'], string> = {
  signed: 'signed, RSA with SHA-256',
  unwanted: 'not signed',
  no_key: 'not signed: no usable key',
  unreadable_key: 'not signed: no usable key (see: csi doctor)',
};

function certificateLines(values: SamlValues): [string, string][] {
  const { utility, isSetUp, certificates } = values;
  if (certificates.length === 0) {
    const how = isSetUp
      ? `make them: csi sso keys ${utility} --new`
      : 'applying sso.kind: saml makes them';
    return [['Certificates', `none yet; ${how}`]];
  }
  return certificates.map(({ purpose, state, sha256, notAfter, isUsable }) => [
    `Certificate ${FOR[purpose]} (${state}${isUsable ? '' : ', its key cannot be opened'})`,
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
