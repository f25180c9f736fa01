import { expect, test } from 'vitest';
import { oidcAddresses } from '@/lib/sso/service-addresses-rules';
import { utilityOf } from '@/tests/support/utility-settings';

test('every address for the portal is on the canonical domain, over https', () => {
  const utility = utilityOf({ domains: ['csi.harborpower.example', 'old.harborpower.example'] });
  expect(oidcAddresses(utility)).toEqual({
    redirect: 'https://csi.harborpower.example/api/auth/callback/portal',
    initiate: 'https://csi.harborpower.example/sso/oidc/initiate',
    signedOut: 'https://csi.harborpower.example/sso/oidc/signed-out',
    backchannelLogout: 'https://csi.harborpower.example/sso/oidc/backchannel-logout',
  });
});

test('names under localhost keep their port and go by http', () => {
  const { redirect } = oidcAddresses(utilityOf({ domains: ['harbor.localhost:3000'] }));
  expect(redirect).toBe('http://harbor.localhost:3000/api/auth/callback/portal');
});
