import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaultNames } from '@/lib/sso/attribute-defaults-rules';
import { CLOCK_SKEW_SECONDS } from '@/lib/sso/clock-rules';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';
import { ssoDocument } from '@/lib/utilities/sso-document';
import { utilityOf } from '@/tests/support/utility-settings';

const page = readFileSync('docs/identity-engineer.md', 'utf8');
const guide = readFileSync('docs/operator-guide.md', 'utf8');
/** Without regard to where its lines end. */
const flat = page.replace(/\s+/g, ' ');

const saml = section(page, '## SAML 2.0');
const overview = section(page, '### SAML, provider by provider');

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

  test.each([
    'Entra ID',
    'AD FS',
    'Okta',
    'PingFederate',
    'PingOne',
    'Google Workspace',
    'Shibboleth',
    'SimpleSAMLphp',
    'LemonLDAP::NG',
    'Keycloak',
  ])('has steps and settings for %s by SAML', (provider) => {
    const [, section] = saml.split(new RegExp(`\n#### ${escaped(provider)}(?:, by SAML)?\n`));
    const own = section?.split(/\n####? /)[0];
    expect(own).toMatch(/\n1\. /);
    expect(own).toContain('```yaml\nsso:\n  kind: saml\n');
    expect(overview).toContain(`| ${provider} `);
  });
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

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
