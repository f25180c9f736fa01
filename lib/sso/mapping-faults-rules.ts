import type { Mapping } from '@/lib/sso/attribute-mapping';

/** Which attributes cannot be used, and why; never what stood there. */
export function faultsIn({ attributes }: Pick<Mapping, 'attributes'>): string {
  return attributes
    .flatMap(({ target, fault }) => (fault ? [`${target}: ${fault}`] : []))
    .join(', ');
}
