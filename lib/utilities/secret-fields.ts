import type { UtilityDocument } from '@/lib/utilities/utility-document';

/** The settings whose value is a secret and stands in a document as `${NAME}`. */
export const SECRET_FIELDS = ['sso.clientSecret'] as const;
export type SecretField = (typeof SECRET_FIELDS)[number];

/** What the secrets are, by setting. */
export type SecretsByField = Partial<Record<SecretField, string>>;

/** The secrets that a document needs, each with its `${NAME}`. */
export function namedSecrets({
  sso,
}: UtilityDocument): { field: SecretField; reference: string }[] {
  return sso?.kind === 'oidc' ? [{ field: 'sso.clientSecret', reference: sso.clientSecret }] : [];
}
