import { canonicalOrigin, type Utility } from '@/lib/utilities/utility';

/** What an OpenID provider must be told of us; every address is whole. */
export interface OidcAddresses {
  /** Where the browser comes back to with the provider's answer (`redirect_uri`). */
  redirect: string;
  /** Where the provider begins a sign-in by itself (`initiate_login_uri`). */
  initiate: string;
  /** Where the browser comes back to after signing out (`post_logout_redirect_uri`). */
  signedOut: string;
  /** Where the provider tells that somebody signed out (`backchannel_logout_uri`). */
  backchannelLogout: string;
}

/**
 * A utility's addresses for its OpenID provider, on its canonical domain whatever a request says: a
 * provider compares them byte by byte, and an answer that follows a forged host goes to a stranger.
 */
export function oidcAddresses(utility: Utility): OidcAddresses {
  const origin = canonicalOrigin(utility);
  return {
    redirect: `${origin}/api/auth/callback/portal`,
    initiate: `${origin}/sso/oidc/initiate`,
    signedOut: `${origin}/sso/oidc/signed-out`,
    backchannelLogout: `${origin}/sso/oidc/backchannel-logout`,
  };
}

/** What a SAML identity provider must be told of us; every address is whole. */
export interface SamlAddresses {
  /** Our name, and where our metadata is. */
  entityId: string;
  /** Where the browser posts the portal's answer (`AssertionConsumerService`). */
  consumer: string;
  /** Where logouts and their answers come, by redirect and by POST (`SingleLogoutService`). */
  logout: string;
}

/** A utility's addresses for its SAML portal, on its canonical domain, as {@link oidcAddresses}. */
export function samlAddresses(utility: Utility): SamlAddresses {
  const origin = canonicalOrigin(utility);
  return {
    entityId: `${origin}/sso/saml/metadata`,
    consumer: `${origin}/sso/saml/acs`,
    logout: `${origin}/sso/saml/slo`,
  };
}
