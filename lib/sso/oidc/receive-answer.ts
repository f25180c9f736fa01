import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import { type MappingFault, mapAttributes } from '@/lib/sso/attribute-mapping';
import { hasContent } from '@/lib/sso/attribute-values-rules';
import { freshnessFault } from '@/lib/sso/freshness-rules';
import { exchangeCode, ProviderInTrouble } from '@/lib/sso/oidc/exchange-code';
import { SignatureError } from '@/lib/sso/oidc/provider-signature';
import type { PortalArrival } from '@/lib/sso/portal-arrival';
import { PortalError } from '@/lib/sso/portal-fetch';
import { oidcProviderName } from '@/lib/sso/provider-name-rules';
import { oidcAddresses } from '@/lib/sso/service-addresses-rules';
import type { OidcAttempt } from '@/lib/sso/sign-in-attempt';
import { ATTEMPT_SECONDS } from '@/lib/sso/sso-cookies';
import type { SsoFailure } from '@/lib/sso/sso-failure';
import { spendOnce } from '@/lib/sso/used-store';
import { openSecret, sealedSecrets } from '@/lib/utilities/secret-store';
import type { OidcConnection } from '@/lib/utilities/utility';

/**
 * Receives the answer of the utility's OpenID provider to an attempt of this browser. The attempt is
 * used up by it, whatever comes of it: an answer that is sent again, here or to another server, meets
 * a refusal.
 *
 * @param answer the query of the redirect address, as it came
 */
export async function receiveAnswer(
  scope: Scope,
  connection: OidcConnection,
  attempt: OidcAttempt,
  answer: URLSearchParams,
): Promise<PortalArrival | SsoFailure> {
  try {
    return await receive(scope, connection, attempt, answer);
  } catch (error) {
    if (error instanceof AnswerRefused) {
      return { kind: 'refused', fault: error.fault, detail: error.message };
    }
    if (error instanceof SignatureError) {
      return { kind: 'refused', fault: 'signature', detail: error.message };
    }
    if (error instanceof PortalError || error instanceof ProviderInTrouble) {
      return { kind: 'unavailable', detail: error.message };
    }
    throw error;
  }
}

async function receive(
  scope: Scope,
  connection: OidcConnection,
  attempt: OidcAttempt,
  answer: URLSearchParams,
): Promise<PortalArrival> {
  const { issuer, clientId, reauthAfterIdle } = connection;
  const { utilityId } = scope.utility;
  if (attempt.issuer !== issuer) {
    throw new AnswerRefused('issuer', 'the provider has been changed since the attempt began');
  }
  const expiresAt = new Date(attempt.startedAt + ATTEMPT_SECONDS * 1000);
  if (!(await spendOnce(db(), utilityId, 'answer', attempt.state, expiresAt))) {
    throw new AnswerRefused('used_already', 'this attempt was answered already');
  }
  const client = {
    issuer,
    clientId,
    clientSecret: await clientSecretOf(utilityId),
    redirectAddress: oidcAddresses(scope.utility).redirect,
  };
  const verified = await exchangeCode(client, attempt, answer, scope.now());
  const { claims, idToken } = verified;
  const notFresh = freshnessFault({
    authTime: claims.auth_time,
    issuedAt: Number(claims.iat),
    since: attempt.freshSince ?? attempt.startedAt,
    answeredAt: scope.now().getTime(),
  });
  const isForgiven = attempt.lenient && notFresh === 'auth_time_missing';
  if (attempt.mustBeFresh && reauthAfterIdle && notFresh && !isForgiven) {
    throw new AnswerRefused('not_fresh', notFresh);
  }
  const { attributes, fromUserInfo } = await attributesOf(connection, verified);
  return {
    kind: 'arrived',
    provider: oidcProviderName(issuer),
    mapping: mapAttributes(connection, attributes),
    attributes,
    fromUserInfo,
    portalSubject: String(claims.sub),
    issuedAt: new Date(Number(claims.iat) * 1000),
    portalSession: textOf(claims.sid),
    idToken,
    nameId: null,
    notFresh,
    evidence: null,
  };
}

/**
 * The ID token's claims, and beneath them those of the userinfo endpoint where a rule found nothing:
 * many providers keep the profile, and all that is long, for there.
 */
async function attributesOf(
  connection: OidcConnection,
  { claims, moreClaims }: Awaited<ReturnType<typeof exchangeCode>>,
): Promise<Pick<PortalArrival, 'attributes' | 'fromUserInfo'>> {
  const { attributes } = mapAttributes(connection, claims);
  const lacks = attributes.some(({ fault }) => fault !== null && NOTHING_FOUND.includes(fault));
  if (!lacks || !moreClaims) return { attributes: claims, fromUserInfo: [] };
  const more = await moreClaims();
  // An empty claim is many a provider's word for none, and hides nothing.
  const said = Object.fromEntries(Object.entries(claims).filter(([, value]) => hasContent(value)));
  return {
    attributes: { ...claims, ...more, ...said },
    fromUserInfo: Object.keys(more).filter((name) => !Object.hasOwn(said, name)),
  };
}

const NOTHING_FOUND: MappingFault[] = ['missing', 'empty', 'groups_overage'];

async function clientSecretOf(utilityId: string): Promise<string> {
  const sealed = await sealedSecrets(db(), [utilityId]);
  const own = sealed.find(({ field }) => field === 'sso.clientSecret');
  const secret = own && openSecret(own);
  if (!secret) throw new AnswerRefused('client_authentication', 'no AUTH_SECRET opens the secret');
  return secret;
}

/** In bytes of UTF-8, as an index takes it; a logout token may name it (lib/sso/oidc/logout-token-rules). */
const LONGEST_SESSION_NAME = 1024;

function textOf(value: unknown): string | null {
  const isName = typeof value === 'string' && value !== '' && !value.includes('\0');
  return isName && Buffer.byteLength(value) <= LONGEST_SESSION_NAME ? value : null;
}
