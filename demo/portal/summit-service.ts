import { ServiceProvider } from 'samlify';
import { loopbackFetch } from '@/demo/portal/loopback-fetch';

export type ServiceEntity = ReturnType<typeof ServiceProvider>;

/** The CSI at Summit Gas, as its own metadata describes it now. */
export interface Service {
  entityId: string;
  /** Where answers may go; the first is the usual one. */
  consumers: readonly [string, ...string[]];
  /** The service once for each key that it signs with; the first is as good as any to send to. */
  variants: readonly [ServiceEntity, ...ServiceEntity[]];
}

/**
 * Reads a service's metadata from its address, which is also its name. Anew at each use, so that the
 * portal may start first and a new key is known at once; a portal outside of a demonstration would not
 * believe what comes without https or a signature.
 *
 * @throws when nothing answers there, or something else than such metadata
 */
export async function readService(address: string): Promise<Service> {
  const response = await loopbackFetch(address, { signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`${address} answers ${response.status}.`);
  const { entityMeta: metadata } = ServiceProvider({ metadata: await response.text() });
  const entityId = metadata.getEntityID();
  if (entityId !== address) throw new Error(`${address} describes ${entityId}.`);
  const consumers = listOf(metadata.getAssertionConsumerService('post'));
  const logout = metadata.getSingleLogoutService('redirect');
  const [encryptCert] = atLeastOne(
    listOf(metadata.getX509Certificate('encryption')),
    `${address} names no certificate to encrypt for.`,
  );
  const variants = listOf(metadata.getX509Certificate('signing')).map((signingCert) =>
    ServiceProvider({
      entityID: entityId,
      authnRequestsSigned: true,
      wantAssertionsSigned: true,
      wantMessageSigned: true,
      wantLogoutRequestSigned: true,
      wantLogoutResponseSigned: true,
      // The library checks by one certificate, and a service has two while it rolls its key.
      signingCert,
      encryptCert,
      assertionConsumerService: consumers.map((Location) => ({ Binding: POST, Location })),
      singleLogoutService:
        typeof logout === 'string' ? [{ Binding: REDIRECT, Location: logout }] : [],
    }),
  );
  return {
    entityId,
    consumers: atLeastOne(consumers, `${address} names no AssertionConsumerService for POST.`),
    variants: atLeastOne(variants, `${address} names no certificate to check signatures with.`),
  };
}

export const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
export const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

function listOf(found: string | string[] | null | undefined): string[] {
  return found ? [found].flat() : [];
}

function atLeastOne<T>([first, ...others]: T[], trouble: string): [T, ...T[]] {
  if (first === undefined) throw new Error(trouble);
  return [first, ...others];
}
