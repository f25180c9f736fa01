import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { takeConfiguredMetadata } from '@/lib/sso/saml/take-configured-metadata';
import { applyUtilities, type InstallationScope } from '@/lib/utilities/apply-utilities';
import { utilityById } from '@/lib/utilities/utility-by-host';
import { checkDocument, type UtilityDocument } from '@/lib/utilities/utility-document';
import type { UtilitySource } from '@/lib/utilities/yaml-file';
import type { Installation } from '@/tests/e2e/support/installation';
import { madeUpMetadata } from '@/tests/e2e/support/made-up-portal';

type Settings = Omit<Partial<UtilityDocument>, 'utility' | 'domains'> & { name: string };

const tool = (path: string) => `https://tools.example/${path}`;

const ROLES_OF_GROUPS = {
  CSR: ['csi-reps'],
  CSA: ['csi-admins'],
  BILL_ADVISOR: ['csi-bills'],
};

/** At which portal is known when the run has started it. */
function oidc(utility: string, portalName: string) {
  return {
    kind: 'oidc' as const,
    portalName,
    issuer: 'http://localhost:1/oidc',
    clientId: `csi-${utility}`,
    clientSecret: `\${SSO_SECRET}`,
    roles: ROLES_OF_GROUPS,
  };
}

/** The same by SAML. Its metadata comes as a file; for a real portal its address takes that place. */
function saml(portalName: string) {
  return {
    kind: 'saml' as const,
    portalName,
    metadata: './metadata.xml',
    attributes: { username: 'uid', fullName: 'displayName', email: 'mail', roles: 'memberOf' },
    roles: ROLES_OF_GROUPS,
  };
}

/** Of the OpenID clients of the run. */
export const CLIENT_SECRET = 'client-secret-of-the-browser-tests';

/** The utilities whose people come from a portal by OpenID Connect. */
export const WITH_PORTAL = ['tide', 'delta'] as const satisfies UtilityName[];

/** The utilities whose people come from a real portal by SAML. */
export const WITH_SAML_PORTAL = ['cove', 'dune'] as const satisfies UtilityName[];

/** The utilities at whose SAML portal nobody is but the tests. */
const MADE_UP: readonly string[] = ['isle', 'ford'] satisfies UtilityName[];

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
  /** Nobody knows this portal: there is no metadata where it should be. */
  portal: {
    name: 'Summit Gas',
    signIn: 'sso',
    sso: { kind: 'saml', portalName: 'Summit portal', metadata: tool('metadata') },
  },
  /** Some with a password, some by SSO. Nobody knows this portal either. */
  river: {
    name: 'River Electric',
    signIn: 'both',
    contact: 'River desk',
    brand: { accent: '#000000' },
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
  /** People come from a staff portal, by SAML, and by nothing else. */
  cove: {
    name: 'Cove Power',
    signIn: 'sso',
    contact: 'Cove desk, ext. 12',
    sso: saml('Cove staff portal'),
  },
  /** As above, or with a password. */
  dune: { name: 'Dune Water', signIn: 'both', sso: saml('Dune staff portal') },
  /** The portal cannot be asked, and is believed unasked. */
  isle: {
    name: 'Isle Gas',
    signIn: 'sso',
    sso: { ...saml('Isle staff portal'), trustUnsolicited: true },
  },
  /** Whom nobody has added is not let in; the portal's certificate soon ends. */
  ford: {
    name: 'Ford Light',
    signIn: 'both',
    sso: { ...saml('Ford staff portal'), provision: 'match' },
  },
  /** One administrator, who comes from the portal. */
  lone: {
    name: 'Lone Electric',
    signIn: 'sso',
    sso: { kind: 'saml', portalName: 'Lone staff portal', metadata: tool('metadata') },
  },
  /** Once had a portal: people of it still wait at accounts. */
  brook: { name: 'Brook Water', brand: { accent: '#ffffff' } },
  /** Passwords grow old. */
  aged: {
    name: 'Aged Power',
    passwords: { maxAgeDays: 90 },
    links: { billAdvisor: tool('bills') },
  },
  storm: { name: 'Storm Electric' },
  /** Many are locked, and many share addresses: for User Admin, which shows it. */
  gale: { name: 'Gale Light', timeZone: 'America/New_York', brand: { accent: '#ffff00' } },
  /** Many are locked, until a test unlocks everybody. */
  squall: { name: 'Squall Power', timeZone: 'America/New_York' },
  /** Nobody but whom the test of the list has added. */
  roster: { name: 'Roster Gas', timeZone: 'America/New_York', brand: { accent: '#ff00ff' } },
  flood: { name: 'Flood Water' },
  /** Everything about it is long. */
  long: {
    name: 'Greater Metropolitan Northwestern Electric, Gas and Water Cooperative',
    timeZone: 'America/Argentina/Buenos_Aires',
    contact: 'Service desk of the Northwestern region, extension 4410, from 6 to 22',
    brand: { accent: '#0b5cad' },
    links: {
      help: tool('help'),
      support: tool('support'),
      programManagement: tool('programs'),
      billAdvisor: tool('bills'),
    },
  },
  /** Its people speak French. */
  fleuve: { name: 'Fleuve Énergie', locale: 'fr', timeZone: 'America/Toronto' },
  /** Over https, by its domain. */
  secure: { name: 'Secure Power' },
} as const satisfies Record<string, Settings>;

export type UtilityName = keyof typeof UTILITIES;

/** The utilities with a SAML portal, whether anybody knows it or not. */
export function utilitiesWithSaml(): UtilityName[] {
  const all: [string, Settings][] = Object.entries(UTILITIES);
  return all.flatMap(([name, { sso }]) => (sso?.kind === 'saml' ? (name as UtilityName) : []));
}

/** The domain of a utility on the server at a port. */
export function domainOf(utility: UtilityName, port: number): string {
  return utility === 'secure' ? 'csi.secure.example' : `${utility}.localhost:${port}`;
}

/** Puts the utilities into the database that this process uses, for servers and portals at these ports. */
export async function applyTestUtilities(installation: Installation): Promise<void> {
  const sources = (Object.keys(UTILITIES) as UtilityName[]).map((utility) => {
    const domains = [...new Set(installation.ports.map((port) => domainOf(utility, port)))];
    const checked = checkDocument({ utility, ...UTILITIES[utility], domains });
    if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.faults));
    return atItsPortal(checked.document, installation);
  });
  const outcome = await applyUtilities(operator, sources, { onWritten: takeConfiguredMetadata });
  if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome.conflicts));
}

function atItsPortal(document: UtilityDocument, installation: Installation): UtilitySource {
  const { utility, sso } = document;
  const { portalPort, awayPort, emptyPort, samlPorts } = installation;
  if (sso?.kind === 'oidc') {
    const port = { ebb: awayPort, lull: emptyPort }[utility] ?? portalPort;
    sso.issuer = `http://localhost:${port}/oidc`;
    return { document, files: {}, secrets: { 'sso.clientSecret': CLIENT_SECRET } };
  }
  if (MADE_UP.includes(utility)) {
    const files = { 'sso.metadata': madeUpMetadata(utility, installation) };
    return { document, files, secrets: {} };
  }
  const port = samlPorts[utility as keyof typeof samlPorts];
  if (sso && port) sso.metadata = `http://localhost:${port}/summit/metadata`;
  return { document, files: {}, secrets: {} };
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
