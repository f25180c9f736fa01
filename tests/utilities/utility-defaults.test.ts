import { describe, expect, test } from 'vitest';
import { toUtility, withDefaults } from '@/lib/utilities/utility-defaults';
import { checkDocument, type UtilityDocument } from '@/lib/utilities/utility-document';

const harbor: UtilityDocument = {
  utility: 'harbor',
  name: 'Harbor Power',
  domains: ['csi.harbor.example'],
};

test('a utility of which only the required settings are written has the defaults of the contract', () => {
  expect(toUtility(harbor, {})).toEqual({
    utilityId: 'harbor',
    name: 'Harbor Power',
    domains: ['csi.harbor.example'],
    signIn: 'standalone',
    locale: 'en',
    timeZone: 'UTC',
    session: { idleMinutes: 30, absoluteHours: 12 },
    lockout: { attempts: 3, resetUnlocks: false },
    passwords: {
      preset: 'classic',
      minLength: 8,
      classes: { lowercase: 2, uppercase: 1, digits: 2, symbols: 1, required: 3 },
      refusePersonal: true,
      refuseCommon: true,
      remembered: 5,
      maxAgeDays: null,
      temporaryDays: 7,
      typedTemporary: true,
    },
    resetLinkHours: 24,
    audit: { months: 24 },
    brand: { accent: null, logoDigest: null },
    contact: null,
    links: { help: null, support: null, programManagement: null, billAdvisor: null },
    sso: null,
  });
});

describe('the password preset', () => {
  test('modern brings 15 characters, no classes, and generated temporary passwords', () => {
    const { passwords } = toUtility({ ...harbor, passwords: { preset: 'modern' } }, {});
    expect(passwords).toMatchObject({ minLength: 15, classes: null, typedTemporary: false });
  });

  test('gives way to every line that is written', () => {
    const written = {
      preset: 'modern',
      minLength: 12,
      classes: { lowercase: 1, uppercase: 1, digits: 1, symbols: 1, required: 4 },
      refusePersonal: false,
      refuseCommon: false,
      remembered: 0,
      maxAgeDays: 90,
      temporaryDays: 1,
      typedTemporary: true,
    } as const;
    expect(toUtility({ ...harbor, passwords: written }, {}).passwords).toEqual(written);
  });

  test('classic without classes is possible', () => {
    const { passwords } = toUtility({ ...harbor, passwords: { classes: null } }, {});
    expect(passwords).toMatchObject({ preset: 'classic', classes: null });
  });
});

test('neither the secret nor its name is in what the application works with', () => {
  const sso = {
    kind: 'oidc',
    issuer: 'https://portal.example',
    clientId: 'csi',
    clientSecret: `\${HARBOR_OIDC_SECRET}`,
  } as const;
  const utility = toUtility({ ...harbor, sso }, {});
  expect(JSON.stringify(utility)).not.toContain('HARBOR_OIDC_SECRET');
  expect(utility.sso).toEqual({
    kind: 'oidc',
    issuer: 'https://portal.example',
    clientId: 'csi',
    portalName: null,
    attributes: { subject: null, username: null, fullName: null, email: null, roles: null },
    roles: { CSR: [], CSA: [], BILL_ADVISOR: [] },
    provision: 'create',
    reauthAfterIdle: true,
  });
});

test.each([
  ['./idp.xml', null],
  ['https://portal.example/metadata', 'https://portal.example/metadata'],
])('SAML metadata %s is fetched from %s', (metadata, metadataAddress) => {
  const { sso } = toUtility({ ...harbor, sso: { kind: 'saml', metadata } }, {});
  expect(sso).toMatchObject({ metadataAddress, trustUnsolicited: false, signRequests: true });
});

test('a document with its defaults written out is valid and means the same', () => {
  const complete = withDefaults({ ...harbor, sso: { kind: 'saml', metadata: './idp.xml' } });
  expect(checkDocument(complete)).toEqual({ kind: 'valid', document: complete });
});
