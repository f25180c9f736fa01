import { describe, expect, test } from 'vitest';
import { checkDocument } from '@/lib/utilities/utility-document';

const harbor = { utility: 'harbor', name: 'Harbor Power', domains: ['csi.harbor.example'] };
const saml = { kind: 'saml', metadata: './idp.xml' };
const oidc = {
  kind: 'oidc',
  issuer: 'https://portal.example',
  clientId: 'csi',
  clientSecret: `\${HARBOR_OIDC_SECRET}`,
};

function faults(settings: object): string[] {
  const checked = checkDocument({ ...harbor, ...settings });
  return checked.kind === 'valid'
    ? []
    : checked.faults.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** `a.b` and 1 as `{ a: { b: 1 } }`. */
function nested(path: string, value: unknown): object {
  return path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
}

test('needs only an id, a name and a domain', () => {
  expect(checkDocument(harbor)).toEqual({ kind: 'valid', document: harbor });
  expect(checkDocument({})).toMatchObject({
    faults: [
      { path: ['utility'], message: 'is missing' },
      { path: ['name'], message: 'is missing' },
      { path: ['domains'], message: 'is missing' },
    ],
  });
});

describe.each([
  ['session.idleMinutes', 5, 1440],
  ['session.absoluteHours', 1, 168],
  ['lockout.attempts', 1, 100],
  ['passwords.minLength', 4, 256],
  ['passwords.remembered', 0, 24],
  ['passwords.maxAgeDays', 1, 3650],
  ['passwords.temporaryDays', 1, 90],
  ['resetLinkHours', 1, 168],
  ['audit.months', 1, 120],
])('%s', (path, min, max) => {
  test.each([min, max])(`accepts %i`, (value) => {
    expect(faults(nested(path, value))).toEqual([]);
  });

  test.each([min - 1, max + 1, min + 0.5, String(min), Number.NaN])('refuses %j', (value) => {
    expect(faults(nested(path, value))).toEqual([
      `${path}: must be a whole number from ${min} to ${max}`,
    ]);
  });
});

test.each([
  ['utility', 'a', true],
  ['utility', 'a'.repeat(40), true],
  ['utility', 'a'.repeat(41), false],
  ['utility', '', false],
  ['utility', 'Harbor', false],
  ['utility', 'a/b', false],
  ['name', 'n'.repeat(100), true],
  ['name', 'n'.repeat(101), false],
  ['name', ' ', false],
  ['name', 'two\nlines', false],
  ['name', 'turned \u202e around', false],
  ['contact', 'c'.repeat(200), true],
  ['contact', 'c'.repeat(201), false],
  ['timeZone', 'America/New_York', true],
  ['timeZone', 'Mars/Base', false],
  ['timeZone', '+05:30', false],
  ['signIn', 'standalone', true],
  ['signIn', 'portal', false],
  ['brand.accent', '#0B5cad', true],
  ['brand.accent', '#0b5cad0', false],
  ['brand.accent', 'blue', false],
  ['links.help', 'https://help.example/a?b#c', true],
  ['links.help', 'http://help.example', true],
  ['links.help', 'javascript:alert(1)', false],
  ['links.help', '/help', false],
  ['passwords.preset', 'modern', true],
  ['passwords.preset', 'ancient', false],
  ['passwords.classes', null, true],
  ['passwords.maxAgeDays', null, true],
  ['domains', [], false],
  ['domains', 'csi.harbor.example', false],
  ['domains', ['https://csi.harbor.example'], false],
])('%s: %j is accepted: %s', (path, value, accepted) => {
  expect(faults(nested(path, value)).length === 0).toBe(accepted);
});

test('refuses settings that it does not know, at every level, by name', () => {
  expect(faults({ lokout: {}, session: { idle: 5 }, sso: { ...saml, issuer: 'x' } })).toEqual([
    'session.idle: is not a setting',
    'sso.issuer: is not a setting',
    'lokout: is not a setting',
  ]);
});

test('keeps domains in the form in which hosts are compared', () => {
  expect(checkDocument({ ...harbor, domains: ['CSI.Harbor.Example:443'] })).toMatchObject({
    document: { domains: ['csi.harbor.example'] },
  });
});

test('refuses a domain that is in the list twice, however it is spelt', () => {
  expect(faults({ domains: ['a.example', 'A.example.'] })).toEqual([
    'domains.1: is in the list twice',
  ]);
});

test.each(['en', 'fr', 'es'])('takes the language %s', (locale) => {
  expect(faults({ locale })).toEqual([]);
});

test('refuses a language without a catalogue, and says which there are', () => {
  expect(faults({ locale: 'de' })).toEqual(['locale: must be en or fr or es']);
});

test('wants all character classes written, so that none comes from nowhere', () => {
  const classes = { lowercase: 1, uppercase: 1, digits: 1, symbols: 1 };
  expect(faults({ passwords: { classes } })).toEqual(['passwords.classes.required: is missing']);
  expect(faults({ passwords: { classes: { ...classes, required: 4 } } })).toEqual([]);
  expect(faults({ passwords: { classes: { ...classes, required: 5 } } })).toHaveLength(1);
});

describe('sso', () => {
  test.each(['sso', 'both'])('is needed where signIn is %s, whatever else is wrong', (signIn) => {
    expect(faults({ signIn, name: 1 })).toContain('sso: is missing, but signIn is sso or both');
    expect(faults({ signIn, sso: saml })).toEqual([]);
  });

  test('may stand ready at a standalone utility', () => {
    expect(faults({ signIn: 'standalone', sso: oidc })).toEqual([]);
  });

  test('must say which kind it is', () => {
    expect(faults({ sso: { metadata: './idp.xml' } })).toEqual(['sso.kind: must be saml or oidc']);
  });

  test('refuses a literal client secret and says to use the environment, without repeating it', () => {
    const [fault, ...more] = faults({ sso: { ...oidc, clientSecret: 'hunter2' } });
    expect(more).toEqual([]);
    expect(fault).toMatch(/^sso\.clientSecret: must name an environment variable/);
    expect(fault).not.toContain('hunter2');
  });

  test.each([
    ['https://portal.example/tenant', true],
    ['http://localhost:4000', true],
    ['http://127.0.0.1:4000', true],
    ['http://portal.example', false],
    ['http://localhost.portal.example', false],
    ['https://portal.example?tenant=1', false],
    ['https://user:word@portal.example', false],
    ['portal.example', false],
  ])('issuer %s is accepted: %s', (issuer, accepted) => {
    expect(faults({ sso: { ...oidc, issuer } }).length === 0).toBe(accepted);
  });

  test.each([
    ['./idp.xml', true],
    ['https://portal.example/metadata', true],
    ['http://portal.example/metadata', false],
    ['ftp://portal.example/metadata', false],
    ['', false],
  ])('metadata %s is accepted: %s', (metadata, accepted) => {
    expect(faults({ sso: { ...saml, metadata } }).length === 0).toBe(accepted);
  });

  test('maps the three roles and no other', () => {
    expect(faults({ sso: { ...saml, roles: { CSR: ['reps'], BOSS: ['x'] } } })).toEqual([
      'sso.roles.BOSS: is not a setting',
    ]);
    expect(faults({ sso: { ...saml, roles: { CSR: 'reps' } } })).toEqual([
      'sso.roles.CSR: must be a list',
    ]);
  });
});
