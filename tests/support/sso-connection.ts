import type { MappedConnection } from '@/lib/sso/attribute-source-rules';
import type { SsoAttributes } from '@/lib/utilities/utility';

/** As much of a connection as mapping reads: nothing configured but what is given. */
export function connectionOf({
  kind = 'oidc',
  attributes = {},
  roles = {},
}: {
  kind?: MappedConnection['kind'];
  attributes?: Partial<SsoAttributes>;
  roles?: Partial<MappedConnection['roles']>;
}): MappedConnection {
  const unset = { subject: null, username: null, fullName: null, email: null, roles: null };
  return {
    kind,
    attributes: { ...unset, ...attributes },
    roles: { CSR: [], CSA: [], BILL_ADVISOR: [], ...roles },
  };
}
