import type { PortalIdentity } from '@/lib/accounts/identity-store';
import type { MappedPerson } from '@/lib/sso/attribute-mapping';

/** Somebody as a portal vouches for them: who they are there, and what its mapping made of it. */
export interface PortalPerson extends PortalIdentity, MappedPerson {}
