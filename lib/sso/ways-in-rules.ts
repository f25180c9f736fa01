import { oidcProviderName, samlProviderName } from '@/lib/sso/provider-name-rules';
import type { SignInMode, Utility } from '@/lib/utilities/utility';

export type Method = 'password' | 'sso';

/** The settings of a utility, and what they leave open. */
export interface Settings {
  utility: Utility;
  /** Who its SAML portal is, as its metadata says; null where that is not known (or it speaks no SAML). */
  entityId: string | null;
}

/** What a change of a utility's settings means for the ways into it. */
export interface WaysInChange {
  /** Whose accounts had a way in and have none. */
  losing: Method[];
  /**
   * Sessions that began in these ways end: all that are not open both before and after. One that slipped
   * in through a server which had not heard of an earlier change is not woken by the way back.
   */
  endingMethods: Method[];
  /** With passwords off, mailed links to new ones end, and stay so when passwords come back. */
  endsLinks: boolean;
}

const METHODS: Record<SignInMode, Method[]> = {
  standalone: ['password'],
  sso: ['sso'],
  both: ['password', 'sso'],
};

/** What becomes of the ways in, or null where the change is about something else. */
export function waysInChange(before: Settings, after: Settings): WaysInChange | null {
  const [from, to] = [before.utility.signIn, after.utility.signIn];
  if (from === to && !isOtherPortal(before, after)) return null;
  const stays = (method: Method) => METHODS[from].includes(method) && METHODS[to].includes(method);
  const endingMethods = METHODS.both.filter((method) => !stays(method));
  return {
    losing: METHODS[from].filter((method) => !stays(method)),
    endingMethods,
    endsLinks: endingMethods.includes('password'),
  };
}

/**
 * Whether a provider, as identities and sessions name it, is the utility's portal. Where nobody knows yet
 * who that is, every SAML provider may be.
 */
export function isPortalOf({ utility: { sso }, entityId }: Settings, provider: string): boolean {
  if (!sso) return false;
  if (sso.kind === 'oidc') return provider === oidcProviderName(sso.issuer);
  return entityId === null
    ? provider.startsWith(samlProviderName(''))
    : provider === samlProviderName(entityId);
}

/**
 * Whether what came from a provider before the change comes from the utility's portal after it. From
 * another portal that nobody knows yet nothing has come.
 */
export function staysPortal(before: Settings, after: Settings, provider: string): boolean {
  const isUnknown = after.utility.sso?.kind === 'saml' && after.entityId === null;
  return isPortalOf(after, provider) && !(isUnknown && isOtherPortal(before, after));
}

function isOtherPortal(before: Settings, after: Settings): boolean {
  const [from, to] = [before.utility.sso, after.utility.sso];
  if (after.utility.signIn === 'standalone') return false;
  if (from?.kind === 'saml' && to?.kind === 'saml') {
    if (before.entityId !== after.entityId) return true;
    return after.entityId === null && from.metadataAddress !== to.metadataAddress;
  }
  return portalName(from) !== portalName(to);
}

function portalName(sso: Utility['sso']): string | null {
  return sso && (sso.kind === 'oidc' ? oidcProviderName(sso.issuer) : samlProviderName(''));
}
