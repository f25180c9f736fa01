import type { FileField } from '@/lib/utilities/file-checks';
import type { SamlConnection } from '@/lib/utilities/utility';

type Digests = Partial<Record<FileField, { digest: string } | string | null>>;

/**
 * Names the settings that a portal's metadata is read by: the file's content or the address, and the
 * certificate that must have signed it. What was read by others is worth nothing. In SQL the same is
 * said in lib/sso/saml/due-store.
 *
 * @param files the utility's files, or their digests
 */
export function metadataSource({ metadataAddress }: SamlConnection, files: Digests): string {
  const of = (field: FileField) => {
    const file = files[field];
    return typeof file === 'string' ? file : file?.digest;
  };
  return `${of('sso.metadata') ?? metadataAddress} ${of('sso.metadataCertificate') ?? ''}`;
}
