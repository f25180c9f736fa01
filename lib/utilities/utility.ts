/** What people sign in with at a utility. */
export type SignInMode = 'standalone' | 'sso' | 'both';

export const ROLES = ['CSR', 'CSA', 'BILL_ADVISOR'] as const;
export type Role = (typeof ROLES)[number];

/** Whether this version knows a role: while servers are replaced, newer ones may have given others. */
export function isRole(role: string): role is Role {
  return ROLES.some((known) => known === role);
}

/** Requirements on new passwords (lib/passwords/password-rules says what each means). */
export interface PasswordPolicy {
  preset: 'classic' | 'modern';
  /** In code points after NFKC. */
  minLength: number;
  /** How many of each class a password needs for the class to count, and how many must; or none. */
  classes: {
    lowercase: number;
    uppercase: number;
    digits: number;
    symbols: number;
    required: number;
  } | null;
  refusePersonal: boolean;
  refuseCommon: boolean;
  /** How many earlier passwords must not come back. */
  remembered: number;
  maxAgeDays: number | null;
  temporaryDays: number;
  /** Whether an administrator may type a temporary password. */
  typedTemporary: boolean;
}

export interface SsoAttributes {
  subject: string | null;
  username: string | null;
  fullName: string | null;
  email: string | null;
  roles: string | null;
}

interface SsoCommon {
  /** As its people know it; null where the operator gives it no name. */
  portalName: string | null;
  attributes: SsoAttributes;
  /** Which of the portal's values give which role. */
  roles: Record<Role, string[]>;
  provision: 'create' | 'match';
  reauthAfterIdle: boolean;
}

export interface SamlConnection extends SsoCommon {
  kind: 'saml';
  /** An https address, or null when the metadata is a file kept with the utility. */
  metadataAddress: string | null;
  trustUnsolicited: boolean;
  signRequests: boolean;
}

export interface OidcConnection extends SsoCommon {
  kind: 'oidc';
  issuer: string;
  clientId: string;
}

export type PortalConnection = OidcConnection | SamlConnection;

/** A utility with every setting that its operator may leave out filled in. Secrets are not in it. */
export interface Utility {
  utilityId: string;
  name: string;
  /** Host or host:port, in lower case; the first is canonical. */
  domains: [string, ...string[]];
  signIn: SignInMode;
  locale: 'en' | 'fr' | 'es';
  /** IANA name. */
  timeZone: string;
  session: { idleMinutes: number; absoluteHours: number };
  lockout: { attempts: number; resetUnlocks: boolean };
  passwords: PasswordPolicy;
  resetLinkHours: number;
  audit: { months: number };
  brand: {
    /** `#rrggbb`, lower case. */
    accent: string | null;
    /** SHA-256 of the logo's content in hex, or null without a logo. */
    logoDigest: string | null;
  };
  contact: string | null;
  links: {
    help: string | null;
    support: string | null;
    programManagement: string | null;
    billAdvisor: string | null;
  };
  sso: PortalConnection | null;
}

/** `http` for `*.localhost` and `localhost`, `https` for everything else. */
export function schemeOf(domain: string): 'http' | 'https' {
  const host = domain.replace(/:\d+$/, '');
  return host === 'localhost' || host.endsWith('.localhost') ? 'http' : 'https';
}

/** Where the utility is found, as `https://csi.harborpower.example`: links in mails start with it. */
export function canonicalOrigin({ domains: [domain] }: Utility): string {
  return `${schemeOf(domain)}://${domain}`;
}
