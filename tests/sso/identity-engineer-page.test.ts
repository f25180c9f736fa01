import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runCli } from '@/cli/run-cli';
import { defaultNames } from '@/lib/sso/attribute-defaults-rules';
import { mapAttributes } from '@/lib/sso/attribute-mapping';
import type { PortalAttributes } from '@/lib/sso/attribute-values-rules';
import { CLOCK_SKEW_SECONDS } from '@/lib/sso/clock-rules';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';
import { ssoDocument } from '@/lib/utilities/sso-document';
import { connectionOf } from '@/tests/support/sso-connection';
import { utilityOf } from '@/tests/support/utility-settings';

const page = readFileSync('docs/identity-engineer.md', 'utf8');
const guide = readFileSync('docs/operator-guide.md', 'utf8');
/** Without regard to where its lines end. */
const flat = page.replace(/\s+/g, ' ');

const saml = section(page, '## SAML 2.0');
const overview = section(page, '### SAML, provider by provider');

const IDENTITY = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const byName = { firstName: 'Alice', lastName: 'Moreno', email: 'alice@harbor.example' };

/** What arrives of a CSR where the portal was set up by the page's steps. */
const PROVIDERS: Record<string, PortalAttributes> = {
  'Entra ID': {
    NameID: 'alice@harbor.example',
    'http://schemas.microsoft.com/identity/claims/objectidentifier': 'id-of-alice',
    'http://schemas.microsoft.com/identity/claims/displayname': 'Alice Moreno',
    [`${IDENTITY}/name`]: 'alice@harbor.example',
    [`${IDENTITY}/emailaddress`]: 'alice@harbor.example',
    'http://schemas.microsoft.com/ws/2008/06/identity/claims/role': 'csi-reps',
  },
  'AD FS': {
    NameID: 'id-of-alice',
    [`${IDENTITY}/upn`]: 'alice@harbor.example',
    'http://schemas.xmlsoap.org/claims/CommonName': 'Alice Moreno',
    [`${IDENTITY}/emailaddress`]: 'alice@harbor.example',
    'http://schemas.xmlsoap.org/claims/Group': ['Domain Users', 'csi-reps'],
  },
  Okta: { NameID: 'alice@harbor.example', id: 'id-of-alice', ...byName, groups: ['csi-reps'] },
  PingFederate: {
    NameID: 'id-of-alice',
    uid: 'alice',
    displayName: 'Alice Moreno',
    mail: 'alice@harbor.example',
    memberOf: ['CN=csi-reps,OU=Groups,DC=harbor,DC=example'],
  },
  PingOne: { NameID: 'id-of-alice', username: 'alice', ...byName, groups: 'csi-reps' },
  'Google Workspace': { NameID: 'alice@harbor.example', ...byName, groups: ['CSI Reps'] },
  Shibboleth: {
    NameID: 'id-of-alice',
    'urn:oid:0.9.2342.19200300.100.1.1': 'alice',
    'urn:oid:2.16.840.1.113730.3.1.241': 'Alice Moreno',
    'urn:oid:0.9.2342.19200300.100.1.3': 'alice@harbor.example',
    'urn:oid:1.3.6.1.4.1.5923.1.5.1.1': ['csi-reps'],
  },
  SimpleSAMLphp: {
    NameID: 'id-of-alice',
    uid: 'alice',
    cn: 'Alice Moreno',
    mail: 'alice@harbor.example',
    groups: ['csi-reps'],
  },
  'LemonLDAP::NG': {
    NameID: 'id-of-alice',
    uid: 'alice',
    cn: 'Alice Moreno',
    mail: 'alice@harbor.example',
    groups: 'timelords; csi-reps',
  },
  Keycloak: {
    NameID: 'id-of-alice',
    username: 'alice',
    ...byName,
    Role: ['default-roles-staff', 'uma_authorization'],
    groups: ['csi-reps'],
  },
};

const TARGETS = ['subject', 'username', 'email', 'roles'] as const;
/** What a SAML answer cannot be refused for. */
const OIDC_ALONE = ['client_authentication', 'token_endpoint', 'id_token', 'nonce', 'userinfo'];

describe("the identity engineer's page", () => {
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, yaml = '']) => [/(?:issuer|metadata): (\S+)/.exec(yaml)?.[1], yaml] as const,
  );

  test.each(blocks)('has settings to paste that are taken, of %s', (_, yaml) => {
    expect(ssoDocument.safeParse(parse(yaml).sso).error?.issues).toBeUndefined();
  });

  test.each(TARGETS)('tells where the %s is looked for, first to last', (target) => {
    const names = defaultNames('oidc', target).map((name) => `\`${name}\``);
    expect(page).toContain(`| ${names.join(', ')}`);
  });

  test.each([...TARGETS, 'fullName'] as const)(
    'tells where a SAML answer is looked through for the %s, first to last',
    (target) => {
      const names = defaultNames('saml', target).map((name) => `\`${name}\``);
      expect(flat).toMatch(
        new RegExp(`- \\*\\*\`${target}\`\\*\\*: ${escaped(names.join(', '))}[.;]`),
      );
    },
  );

  test.each(Object.entries(samlAddresses(utilityOf({ domains: ['csi.harborpower.example'] }))))(
    'has the SAML address for the %s',
    (_, address) => {
      expect(page).toContain(`| \`${address}\` `);
    },
  );

  test("says how far a SAML portal's clock may be off", () => {
    expect(page).toMatch(new RegExp(`\\| Clocks +\\| within ${CLOCK_SKEW_SECONDS} seconds `));
    expect(guide).toContain(`must be within ${CLOCK_SKEW_SECONDS} seconds.`);
  });

  test.each(Object.entries(PROVIDERS))(
    'has steps for %s by SAML, and settings that let in whom it sends by them',
    (provider, sends) => {
      const part = saml.split(new RegExp(`\n#### ${escaped(provider)}(?:, by SAML)?\n`))[1];
      const own = part?.split(/\n#{1,4} /)[0] ?? '';
      expect(own).toMatch(/\n1\. /);
      expect(overview).toContain(`| ${provider} `);
      const { attributes = {}, roles } = parse(yamlIn(own)).sso;
      const { person } = mapAttributes(connectionOf({ kind: 'saml', attributes, roles }), sends);
      expect(person).toMatchObject({
        // Google has nothing that stays when an address changes.
        subject: provider === 'Google Workspace' ? 'alice@harbor.example' : 'id-of-alice',
        username: expect.stringMatching(/^alice(@harbor\.example)?$/),
        fullName: 'Alice Moreno',
        email: 'alice@harbor.example',
        roles: ['CSR'],
      });
    },
  );
});

describe("the operator's guide", () => {
  const ANSWERS = wordsOf('lib/sso/answer-fault.ts', 'AnswerFault');
  const REFUSALS = wordsOf('lib/audit/event-catalogue.ts', 'SsoRefusal');
  const METADATA = ['MetadataFault', 'MetadataSignatureFault'].flatMap((type) =>
    wordsOf('lib/sso/saml/metadata-faults-rules.ts', type),
  );
  const explained = firstCells(section(guide, '#### Faults of SAML answers'));

  test.each([
    ...ANSWERS.filter((fault) => !OIDC_ALONE.includes(fault)),
    ...REFUSALS,
    'unavailable',
  ])('says what to do about a SAML answer that is refused for %s', (fault) => {
    expect(explained).toContain(fault);
  });

  test('explains no fault that there is not', () => {
    const known = [...ANSWERS, ...REFUSALS, 'unavailable', 'sso'];
    expect(explained.filter((fault) => !known.includes(fault))).toEqual([]);
  });

  test.each([...METADATA, 'another_provider'])(
    'says what to do about metadata that is not taken for %s',
    (fault) => {
      expect(firstCells(section(guide, '### SAML'))).toContain(fault);
    },
  );
});

describe('both pages', () => {
  const named = [
    ...`${page}${guide}`.matchAll(/csi (?:-- )?sso (\w+)(?: harbor)?((?: --[\w-]+)*)/g),
  ];
  const commands = [...new Set(named.map(([, command = '', options = '']) => command + options))];

  test.each(commands)('name no command or option that csi sso does not have: %s', async (line) => {
    const [command = '', ...options] = line.split(' ');
    const said: string[] = [];
    const terminal = {
      out: (text: string) => said.push(text),
      err: (text: string) => said.push(text),
    };
    expect(await runCli(['sso', command, '--help'], terminal)).toBe(0);
    expect(said.join('\n')).toContain(`csi sso ${command} `);
    for (const option of options) expect(said.join('\n')).toMatch(new RegExp(`${option}\\b`));
  });
});

/** What stands as code in the first column of a part's tables. */
function firstCells(text: string): string[] {
  return [...text.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, word = '']) => word),
  );
}

/** The words of a union type, which is not there any more when the program runs. */
function wordsOf(file: string, type: string): string[] {
  const source = readFileSync(file, 'utf8');
  const union = source.split(`export type ${type} =`)[1]?.split(/;\n/)[0] ?? '';
  return [...union.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, word = '']) => word);
}

/** From a heading to the next one of its level or above. */
function section(text: string, heading: string): string {
  const [, ...rest] = text.split(`\n${heading}\n`);
  const level = heading.indexOf(' ');
  return rest.join('\n').split(new RegExp(`\n#{1,${level}} `))[0] ?? '';
}

function yamlIn(text: string): string {
  return /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
