import { randomBytes } from 'node:crypto';
import { z } from 'zod';

const VARIABLE = 'CSI_E2E_INSTALLATION';

const installation = z.object({
  databaseUrl: z.string(),
  authSecret: z.string(),
  metricsToken: z.string(),
  /** The mail server that catches what the servers send. */
  smtpUrl: z.string(),
  /** Of the two servers. */
  ports: z.tuple([z.number(), z.number()]),
  /** Of the staff portal, a real OpenID provider. */
  portalPort: z.number(),
  /** Where a portal would be that is away, until a test brings it back. */
  awayPort: z.number(),
  /** Where nobody ever listens. */
  emptyPort: z.number(),
  /** Of the staff portals with a real SAML provider, one for each of these utilities. */
  samlPorts: z.object({ cove: z.number(), dune: z.number() }),
  /** Of the SAML portals for which tests speak (tests/e2e/support/made-up-portal). */
  madeUpPort: z.number(),
  /** What those sign with, in PEM; the certificate also as metadata has it. */
  madeUpKey: z.object({
    privateKey: z.string(),
    certificate: z.string(),
    base64: z.string(),
  }),
});

/** What the servers under test share. */
export type Installation = z.output<typeof installation>;

/** Leaves word for the workers, which inherit the environment. */
export function announce(given: Installation): void {
  process.env[VARIABLE] = JSON.stringify(given);
  // For what workers call in their own process: use cases that prepare a test.
  process.env.DATABASE_URL = given.databaseUrl;
  process.env.AUTH_SECRET = given.authSecret;
  process.env.SMTP_URL = given.smtpUrl;
  process.env.MAIL_FROM = MAIL_FROM;
  process.env.LOG_LEVEL = 'error';
}

/** The installation that the global set-up started. */
export function theInstallation(): Installation {
  return installation.parse(JSON.parse(process.env[VARIABLE] ?? 'null'));
}

/** Whom mails are from. */
const MAIL_FROM = 'no-reply@csi.example';

export function settingsOf({ databaseUrl, authSecret, metricsToken, smtpUrl }: Installation) {
  return {
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: authSecret,
    METRICS_TOKEN: metricsToken,
    SMTP_URL: smtpUrl,
    MAIL_FROM,
    // Each test says from which address it comes, or the throttle of one would slow the others.
    TRUSTED_PROXIES: '1',
    LOG_LEVEL: 'info',
  };
}

export function randomToken(): string {
  return randomBytes(30).toString('base64url');
}
