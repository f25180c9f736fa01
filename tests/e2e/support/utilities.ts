import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { applyUtilities, type InstallationScope } from '@/lib/utilities/apply-utilities';
import { utilityById } from '@/lib/utilities/utility-by-host';
import { checkDocument, type UtilityDocument } from '@/lib/utilities/utility-document';
import type { Installation } from '@/tests/e2e/support/installation';

type Settings = Omit<Partial<UtilityDocument>, 'utility' | 'domains'> & { name: string };

const tool = (path: string) => `https://tools.example/${path}`;

/** At which portal is known when the run has started it. */
function oidc(utility: string, portalName: string) {
  return {
    kind: 'oidc' as const,
    portalName,
    issuer: 'http://localhost:1/oidc',
    clientId: `csi-${utility}`,
    clientSecret: `\${SSO_SECRET}`,
    roles: { CSR: ['csi-reps'], CSA: ['csi-admins'], BILL_ADVISOR: ['csi-bills'] },
  };
}

/** Of the OpenID clients of the run. */
export const CLIENT_SECRET = 'client-secret-of-the-browser-tests';

/** The utilities whose people come from a portal by OpenID Connect. */
export const WITH_PORTAL = ['tide', 'delta'] as const satisfies UtilityName[];

/**
 * The utilities of the run. They stand before the servers start, since a server learns of a new one
 * only after seconds. `storm` and `flood` are there to have many failed attempts.
 */
const UTILITIES = {
  harbor: {
    name: 'Harbor Power',
    contact: 'Service desk, ext. 4410',
    links: {
      help: tool('help'),
      support: tool('support'),
      programManagement: tool('programs'),
      billAdvisor: tool('bills'),
    },
  },
  /** Sets nothing that may be left out. */
  plain: { name: 'Plain Lights' },
  valley: {
    name: 'Valley Water',
    passwords: { preset: 'modern' },
    links: { billAdvisor: tool('bills') },
  },
  /** Its own times, for notices that name them. */
  brief: { name: 'Brief Gas', session: { idleMinutes: 5, absoluteHours: 1 } },
  portal: {
    name: 'Summit Gas',
    signIn: 'sso',
    sso: { kind: 'saml', portalName: 'Summit portal', metadata: tool('metadata') },
  },
  /** Some with a password, some by SSO. */
  river: {
    name: 'River Electric',
    signIn: 'both',
    contact: 'River desk',
    sso: { kind: 'saml', metadata: tool('metadata') },
  },
  /** People come from a staff portal, by OpenID Connect, and by nothing else. */
  tide: {
    name: 'Tide Power',
    signIn: 'sso',
    contact: 'Tide desk, ext. 7',
    sso: oidc('tide', 'Tide staff portal'),
  },
  /** As above, or with a password. */
  delta: { name: 'Delta Water', signIn: 'both', sso: oidc('delta', 'Delta staff portal') },
  /** As above; its portal is away until a test brings it back. */
  ebb: { name: 'Ebb Gas', signIn: 'sso', sso: oidc('ebb', 'Ebb staff portal') },
  /** As above; its portal never comes back. */
  lull: { name: 'Lull Light', signIn: 'sso', sso: oidc('lull', 'Lull staff portal') },
  /** One administrator, who comes from the portal. */
  lone: {
    name: 'Lone Electric',
    signIn: 'sso',
    sso: { kind: 'saml', portalName: 'Lone staff portal', metadata: tool('metadata') },
  },
  /** Once had a portal: people of it still wait at accounts. */
  brook: { name: 'Brook Water' },
  /** Passwords grow old. */
  aged: {
    name: 'Aged Power',
    passwords: { maxAgeDays: 90 },
    links: { billAdvisor: tool('bills') },
  },
  storm: { name: 'Storm Electric' },
  /** Many are locked, and many share addresses: for User Admin, which shows it. */
  gale: { name: 'Gale Light', timeZone: 'America/New_York' },
  /** Many are locked, until a test unlocks everybody. */
  squall: { name: 'Squall Power', timeZone: 'America/New_York' },
  /** Nobody but whom the test of the list has added. */
  roster: { name: 'Roster Gas', timeZone: 'America/New_York' },
  flood: { name: 'Flood Water' },
  /** Over https, by its domain. */
  secure: { name: 'Secure Power' },
} as const satisfies Record<string, Settings>;

export type UtilityName = keyof typeof UTILITIES;

/** The domain of a utility on the server at a port. */
export function domainOf(utility: UtilityName, port: number): string {
  return utility === 'secure' ? 'csi.secure.example' : `${utility}.localhost:${port}`;
}

/** Puts the utilities into the database that this process uses, for servers and portals at these ports. */
export async function applyTestUtilities({
  ports,
  portalPort,
  awayPort,
  emptyPort,
}: Pick<Installation, 'ports' | 'portalPort' | 'awayPort' | 'emptyPort'>): Promise<void> {
  const sources = (Object.keys(UTILITIES) as UtilityName[]).map((utility) => {
    const domains = [...new Set(ports.map((port) => domainOf(utility, port)))];
    const checked = checkDocument({ utility, ...UTILITIES[utility], domains });
    if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.faults));
    const { document } = checked;
    if (document.sso?.kind !== 'oidc') return { document, files: {}, secrets: {} };
    const port = { ebb: awayPort, lull: emptyPort }[utility as string] ?? portalPort;
    document.sso.issuer = `http://localhost:${port}/oidc`;
    return { document, files: {}, secrets: { 'sso.clientSecret': CLIENT_SECRET } };
  });
  const outcome = await applyUtilities(operator, sources);
  if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome.conflicts));
}

const operator: InstallationScope = {
  actor: { kind: 'operator' },
  clientAddress: null,
  userAgent: 'tests',
  requestId: 'browser-tests',
  now: () => new Date(),
};

/** The operator's scope at a utility, for use cases that prepare a test. */
export async function operatorAt(utilityId: UtilityName): Promise<Scope> {
  const utility = await utilityById(db(), utilityId);
  if (!utility) throw new Error(`There is no utility ${utilityId}.`);
  return { ...operator, utility };
}
