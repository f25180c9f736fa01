import { examineSaml } from '@/cli/doctor/examine-saml';
import { type Finding, fault, type Trouble, warning } from '@/cli/doctor/finding';
import { portalAdvice } from '@/cli/doctor/portal-advice';
import { operatorOfInstallation } from '@/cli/operator-scope';
import { db } from '@/lib/db';
import { authenticationAt, CLIENT_AUTHENTICATION } from '@/lib/sso/oidc/exchange-code';
import { type ProviderDocument, providerDocument } from '@/lib/sso/oidc/provider-documents';
import { providerKeys } from '@/lib/sso/oidc/provider-keys';
import { ALGORITHMS } from '@/lib/sso/oidc/provider-signature';
import { PortalError } from '@/lib/sso/portal-error';
import { lonelyPortalAdministrator } from '@/lib/users/lonely-administrator';
import { type SealedSecret, sealedSecrets } from '@/lib/utilities/secret-store';
import { type OidcConnection, ROLES, type Utility } from '@/lib/utilities/utility';
import { findUtilities, storedDocuments } from '@/lib/utilities/utility-store';

/** Asked at a time: each may keep us waiting for seconds. */
const AT_ONCE = 20;

/**
 * Each utility's portal: it describes itself as we need it and publishes keys, its groups give roles, and
 * not everything hangs on one person's group there. Of a portal that nobody signs in at yet everything is
 * a warning.
 */
export async function checkPortals(): Promise<Finding[]> {
  const ids = [...(await storedDocuments(db())).keys()];
  const secrets = await sealedSecrets(db());
  const utilities = [...(await findUtilities(db(), ids)).values()];
  const findings: Finding[] = [];
  for (let from = 0; from < utilities.length; from += AT_ONCE) {
    const batch = utilities.slice(from, from + AT_ONCE);
    const found = await Promise.all(batch.map((utility) => checkPortal(utility, secrets)));
    findings.push(...found.flat());
  }
  return findings;
}

async function checkPortal(utility: Utility, secrets: readonly SealedSecret[]): Promise<Finding[]> {
  const { utilityId, signIn, sso } = utility;
  if (!sso) return [];
  const saml = sso.kind === 'saml' ? await examineSaml(utilityId, sso, new Date()) : null;
  const troubles = [
    ...(sso.kind === 'oidc' ? await providerTroubles(utilityId, sso, secrets) : []),
    ...(saml?.troubles ?? []),
    ...roleTroubles(utilityId, sso.roles),
    ...(await lonelyTroubles(utility)),
  ];
  const subject = `portal of ${utilityId}`;
  const notes = (saml?.notes ?? []).map((message): Finding => ({ state: 'ok', subject, message }));
  if (troubles.length > 0) {
    const told = troubles.map((trouble) => ({
      ...trouble,
      ...(signIn === 'standalone' ? { state: 'warning' as const } : {}),
      subject,
    }));
    return [...told, ...notes];
  }
  const well = sso.kind === 'oidc' ? `${sso.issuer} answers, and fits` : `${saml?.entityId} fits`;
  return [{ state: 'ok', subject, message: well }, ...notes];
}

async function providerTroubles(
  utilityId: string,
  { issuer }: OidcConnection,
  secrets: readonly SealedSecret[],
): Promise<Trouble[]> {
  const hasSecret = secrets.some(
    (secret) => secret.utilityId === utilityId && secret.field === 'sso.clientSecret',
  );
  return [
    // One that is there and cannot be read is told with AUTH_SECRET.
    ...(hasSecret ? [] : [fault('has no client secret', "apply the utility's YAML again")]),
    ...(await answerTroubles(issuer)),
  ];
}

async function answerTroubles(issuer: string): Promise<Trouble[]> {
  try {
    const document = await providerDocument(issuer);
    return [...documentTroubles(document), ...(await keyTroubles(issuer))];
  } catch (error) {
    return [adviceOn(error)];
  }
}

async function keyTroubles(issuer: string): Promise<Trouble[]> {
  try {
    await providerKeys.get(issuer);
    return [];
  } catch (error) {
    const { message, remedy } = adviceOn(error);
    const isOurs = error instanceof PortalError && error.reason === 'document_refused';
    return [
      fault(
        `its keys: ${message}`,
        isOurs ? 'ask who runs the portal for RSA keys of 2,048 bits or more, or EC keys' : remedy,
      ),
    ];
  }
}

/** @throws what is no portal's doing */
function adviceOn(error: unknown): Trouble {
  if (!(error instanceof PortalError)) throw error;
  const { message, remedy } = portalAdvice(error);
  return fault(message, remedy);
}

function documentTroubles(document: ProviderDocument): Trouble[] {
  const troubles: Trouble[] = [];
  const pkce = document.code_challenge_methods_supported;
  if (Array.isArray(pkce) && !pkce.includes('S256')) {
    troubles.push(
      fault('advertises PKCE without S256', 'ask who runs the portal to allow PKCE with S256'),
    );
  }
  if (authenticationAt(document) === null) {
    const taken = document.token_endpoint_auth_methods_supported?.join(', ');
    troubles.push(
      fault(
        `takes no client secret (only ${taken})`,
        `ask who runs the portal for ${CLIENT_AUTHENTICATION.join(' or ')}`,
      ),
    );
  }
  const signing = document.id_token_signing_alg_values_supported;
  if (signing && !signing.some((algorithm) => ALGORITHMS.includes(algorithm))) {
    troubles.push(
      fault(
        `signs ID tokens with ${signing.join(', ')} only`,
        `ask who runs the portal for one of ${ALGORITHMS.join(', ')}`,
      ),
    );
  }
  return troubles;
}

function roleTroubles(utilityId: string, roles: OidcConnection['roles']): Trouble[] {
  const remedy = (role: string) =>
    `write the portal's groups under sso.roles.${role} and apply it; csi sso test ${utilityId} shows what the portal sends`;
  if (ROLES.every((role) => roles[role].length === 0)) {
    return [fault('none of its groups gives a role, so nobody gets in', remedy('CSR'))];
  }
  if (roles.CSA.length > 0) return [];
  return [
    warning('none of its groups makes anybody a Customer Service Administrator', remedy('CSA')),
  ];
}

/** That there is none at all, the utility's own check tells. */
async function lonelyTroubles(utility: Utility): Promise<Trouble[]> {
  const only = await lonelyPortalAdministrator({ ...operatorOfInstallation(), utility });
  if (!only) return [];
  return [
    warning(
      `${only.fullName} is the only Customer Service Administrator, as long as the portal says so`,
      'have a second person put into a group under sso.roles.CSA',
    ),
  ];
}
