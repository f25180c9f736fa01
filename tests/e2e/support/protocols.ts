import type { Page } from '@playwright/test';
import { portalOrigin } from '@/tests/e2e/support/portal';
import { goOn, samlPortal } from '@/tests/e2e/support/saml-portal';
import type { UtilityName } from '@/tests/e2e/support/utilities';

/** A way in that people cannot tell from the other, with utilities of its own. */
export interface Protocol {
  name: string;
  /** The only way in at one utility, and one of two at another. */
  only: UtilityName;
  both: UtilityName;
  /** The start of their portals' names. */
  places: { only: string; both: string };
  /** Whom somebody without a role asks at `only`. */
  contact: string;
  /** A page of the portal of `only`, for who is signed in there. */
  portalPage: () => string;
  /** How User Admin names the portal of `both`. */
  provider: RegExp;
  /** Where its answers arrive here. */
  answersAt: string;
  /** Where at the portal a sign-out goes. */
  signOutAt: string;
  /** What a person presses at the portal where its script cannot. */
  passOn: (page: Page) => Promise<void>;
}

export const PROTOCOLS: readonly Protocol[] = [
  {
    name: 'OpenID Connect',
    only: 'tide',
    both: 'delta',
    places: { only: 'Tide', both: 'Delta' },
    contact: 'Tide desk, ext. 7',
    portalPage: () => `${portalOrigin()}/`,
    provider: /\/oidc, by OpenID Connect/,
    answersAt: '/api/auth/callback/portal',
    signOutAt: '/oidc/session/end',
    passOn: async () => undefined,
  },
  {
    name: 'SAML',
    only: 'cove',
    both: 'dune',
    places: { only: 'Cove', both: 'Dune' },
    contact: 'Cove desk, ext. 12',
    portalPage: () => samlPortal('cove'),
    provider: /\/summit\/metadata, by SAML/,
    answersAt: '/sso/saml/finish',
    signOutAt: '/summit/slo',
    passOn: goOn,
  },
];
