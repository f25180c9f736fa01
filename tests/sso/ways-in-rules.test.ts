import { expect, test } from 'vitest';
import { isPortalOf, staysPortal, waysInChange } from '@/lib/sso/ways-in-rules';
import type { SignInMode } from '@/lib/utilities/utility';
import { portal, utilityOf } from '@/tests/support/utility-settings';

const oidc = (issuer: string) => ({
  sso: {
    kind: 'oidc' as const,
    issuer,
    clientId: 'csi',
    clientSecret: `\${HARBOR_OIDC_SECRET}`,
  },
});
const here = oidc('https://id.harbor.example');
const elsewhere = oidc('https://other.harbor.example');
const utility = (signIn: SignInMode, settings: object = here, entityId: string | null = null) => ({
  utility: utilityOf({ signIn, ...settings }),
  entityId,
});

test.each<[SignInMode, SignInMode, string[], string[], boolean]>([
  ['standalone', 'sso', ['password'], ['password', 'sso'], true],
  ['standalone', 'both', [], ['sso'], false],
  ['sso', 'standalone', ['sso'], ['password', 'sso'], true],
  ['sso', 'both', [], ['password'], true],
  ['both', 'standalone', ['sso'], ['sso'], false],
  ['both', 'sso', ['password'], ['password'], true],
])('%s → %s: accounts with %j lose their way in, sessions by %j end', (...row) => {
  const [from, to, losing, endingMethods, endsLinks] = row;
  expect(waysInChange(utility(from), utility(to))).toEqual({ losing, endingMethods, endsLinks });
});

test.each<SignInMode>(['standalone', 'sso', 'both'])('%s to the same changes no way in', (mode) => {
  expect(waysInChange(utility(mode), utility(mode))).toBeNull();
  const renamed = utility(mode, { ...here, name: 'Harbor Light', contact: 'Desk' });
  expect(waysInChange(utility(mode), renamed)).toBeNull();
});

test.each<SignInMode>(['sso', 'both'])('another issuer at %s is another way in', (mode) => {
  expect(waysInChange(utility(mode), utility(mode, elsewhere))).toMatchObject({ losing: [] });
});

const saml = { sso: portal };
const moved = { sso: { ...portal, metadata: 'https://new.example/metadata' } };
const filed = { sso: { ...portal, metadata: 'portal.xml' } };
const [URN, OTHER] = ['urn:harbor', 'urn:other'];

test('another kind of portal is another way in', () => {
  expect(waysInChange(utility('sso'), utility('sso', saml))).not.toBeNull();
  expect(waysInChange(utility('sso', saml, URN), utility('sso'))).not.toBeNull();
});

test.each<[string, ReturnType<typeof utility>, ReturnType<typeof utility>, boolean]>([
  [
    'the same provider at the same address',
    utility('sso', saml, URN),
    utility('sso', saml, URN),
    false,
  ],
  [
    'another provider at the same address',
    utility('sso', saml, URN),
    utility('sso', saml, OTHER),
    true,
  ],
  ['nobody known at the same address', utility('sso', saml), utility('sso', saml), false],
  ['the first one known', utility('sso', saml), utility('sso', saml, URN), true],
  ['another address', utility('sso', saml, URN), utility('sso', moved), true],
  [
    'another address, before and after which nobody is known',
    utility('sso', saml),
    utility('sso', moved),
    true,
  ],
  ['a file with the same provider', utility('sso', saml, URN), utility('sso', filed, URN), false],
  ['a file with another provider', utility('sso', filed, URN), utility('sso', filed, OTHER), true],
])('%s: another portal is another way in', (_, before, after, isOther) => {
  expect(waysInChange(before, after) !== null).toBe(isOther);
});

test('a portal that nobody comes in by may change', () => {
  expect(waysInChange(utility('standalone'), utility('standalone', elsewhere))).toBeNull();
});

test('a provider is the portal only under its whole name', () => {
  expect(isPortalOf(utility('sso'), 'oidc:https://id.harbor.example')).toBe(true);
  expect(isPortalOf(utility('sso'), 'oidc:https://id.harbor.example.evil')).toBe(false);
  expect(isPortalOf(utility('sso'), 'saml:https://id.harbor.example')).toBe(false);
  expect(isPortalOf(utility('sso', saml, URN), 'saml:urn:harbor')).toBe(true);
  expect(isPortalOf(utility('sso', saml, URN), 'saml:urn:harbor:evil')).toBe(false);
  expect(isPortalOf(utility('sso', saml, URN), 'oidc:urn:harbor')).toBe(false);
  expect(isPortalOf(utility('standalone', {}), 'saml:urn:harbor')).toBe(false);
});

test('where nobody knows yet who the portal is, every SAML provider may be', () => {
  expect(isPortalOf(utility('sso', saml), 'saml:urn:harbor')).toBe(true);
  expect(isPortalOf(utility('sso', saml), 'oidc:https://id.harbor.example')).toBe(false);
});

test('what came from a provider stays while that is the portal, and from one that is not known nothing came', () => {
  const name = `saml:${URN}`;
  expect(staysPortal(utility('sso', saml, URN), utility('both', saml, URN), name)).toBe(true);
  expect(staysPortal(utility('sso', saml), utility('both', saml), name)).toBe(true);
  expect(staysPortal(utility('sso', saml, URN), utility('sso', saml, OTHER), name)).toBe(false);
  expect(staysPortal(utility('sso', saml), utility('sso', saml, URN), name)).toBe(true);
  expect(staysPortal(utility('sso', saml, URN), utility('sso', moved), name)).toBe(false);
  expect(staysPortal(utility('sso'), utility('sso', saml), name)).toBe(false);
});
