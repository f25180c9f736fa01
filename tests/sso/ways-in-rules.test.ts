import { expect, test } from 'vitest';
import { isPortalOf, waysInChange } from '@/lib/sso/ways-in-rules';
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
const utility = (signIn: SignInMode, settings: object = here) => utilityOf({ signIn, ...settings });

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
  const renamed = { ...utility(mode), name: 'Harbor Light', contact: 'Desk' };
  expect(waysInChange(utility(mode), renamed)).toBeNull();
});

test.each<SignInMode>(['sso', 'both'])('another issuer at %s is another way in', (mode) => {
  expect(waysInChange(utility(mode), utility(mode, elsewhere))).toMatchObject({ losing: [] });
});

test('another kind of portal is another way in, other metadata of SAML is not', () => {
  const saml = utility('sso', { sso: portal });
  expect(waysInChange(utility('sso'), saml)).not.toBeNull();
  const moved = utility('sso', { sso: { ...portal, metadata: 'https://new.example/metadata' } });
  expect(waysInChange(saml, moved)).toBeNull();
});

test('a portal that nobody comes in by may change', () => {
  expect(waysInChange(utility('standalone'), utility('standalone', elsewhere))).toBeNull();
});

test('a provider is the portal only under its whole name', () => {
  expect(isPortalOf(utility('sso'), 'oidc:https://id.harbor.example')).toBe(true);
  expect(isPortalOf(utility('sso'), 'oidc:https://id.harbor.example.evil')).toBe(false);
  expect(isPortalOf(utility('sso'), 'saml:https://id.harbor.example')).toBe(false);
  expect(isPortalOf(utility('sso', { sso: portal }), 'saml:urn:harbor')).toBe(true);
  expect(isPortalOf(utilityOf(), 'saml:urn:harbor')).toBe(false);
});
