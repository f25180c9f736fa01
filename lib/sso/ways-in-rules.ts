import { oidcProviderName } from '@/lib/sso/provider-name-rules';
import type { SignInMode, Utility } from '@/lib/utilities/utility';

export type Method = 'password' | 'sso';

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
export function waysInChange(before: Utility, after: Utility): WaysInChange | null {
  const modeChanges = before.signIn !== after.signIn;
  if (!modeChanges && !isOtherPortal(before, after)) return null;
  const stays = (method: Method) =>
    METHODS[before.signIn].includes(method) && METHODS[after.signIn].includes(method);
  const endingMethods = METHODS.both.filter((method) => !stays(method));
  return {
    losing: METHODS[before.signIn].filter((method) => !stays(method)),
    endingMethods,
    endsLinks: endingMethods.includes('password'),
  };
}

/** Whether a provider, as identities and sessions name it, is the utility's portal. */
export function isPortalOf({ sso }: Utility, provider: string): boolean {
  if (!sso) return false;
  return sso.kind === 'oidc'
    ? provider === oidcProviderName(sso.issuer)
    : // Which one, its metadata says, and not the settings.
      provider.startsWith('saml:');
}

function isOtherPortal(before: Utility, after: Utility): boolean {
  if (after.signIn === 'standalone') return false;
  return portalName(before) !== portalName(after);
}

function portalName({ sso }: Utility): string | null {
  return sso && (sso.kind === 'oidc' ? oidcProviderName(sso.issuer) : 'saml:');
}
