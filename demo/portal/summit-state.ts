import type { IncomingMessage, ServerResponse } from 'node:http';
import { cookieOf } from '@/demo/portal/http';
import type { PortalSession, SummitMemory } from '@/demo/portal/summit-memory';
import { messagePage, show } from '@/demo/portal/summit-pages';
import type { SummitProvider } from '@/demo/portal/summit-provider';
import { readService, type Service } from '@/demo/portal/summit-service';

/** What Summit's portal answers each request from. */
export interface SummitState {
  summit: SummitProvider;
  memory: SummitMemory;
  /** The address of the service's metadata. */
  service: string;
}

/** What the portal calls the service. */
export const TITLE = 'Customer Service Interface';

export const SESSION = 'summit-portal-session';

/**
 * The header that sets a cookie of the portal, or, with null, takes it away. Cookies do not keep ports apart,
 * so its name must be no one else's on this host.
 */
export function cookie(name: string, value: string | null): string {
  const end = value === null ? '; Expires=Thu, 01 Jan 1970 00:00:00 GMT' : '';
  return `${name}=${value ?? ''}; Path=/summit; HttpOnly; SameSite=Lax${end}`;
}

export function sessionOf(
  { memory }: SummitState,
  request: IncomingMessage,
): PortalSession | undefined {
  return memory.sessionOf(cookieOf(request, SESSION));
}

/** The service's metadata; null when it does not answer, which was then said. */
export async function reach(
  { service }: SummitState,
  response: ServerResponse,
): Promise<Service | null> {
  try {
    return await readService(service);
  } catch {
    const words = [`The ${TITLE} does not answer now. Try again in a minute.`];
    show(response, 502, messagePage('Not reached', words));
    return null;
  }
}
