import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { loopbackAddresses } from '@/demo/app-server';
import { type PortalPart, pathOf } from '@/demo/portal/http';
import { type FindPerson, findSummitPerson, findValleyPerson } from '@/demo/portal/people';
import { type SummitOptions, summitPart } from '@/demo/portal/summit';
import { type ValleyPart, valleyPart } from '@/demo/portal/valley';
import { messagePage, show } from '@/demo/portal/valley-pages';
import type { PortalClient } from '@/demo/portal/valley-provider';

export interface PortalOptions {
  port: number;
  clients: readonly PortalClient[];
  /** Whom the portals know; the demo's people unless said otherwise. */
  findPerson?: FindPerson;
  /** Summit Gas's portal; without it there is Valley Water's alone. */
  summit?: Pick<SummitOptions, 'service' | 'key'>;
}

export interface Portal extends Pick<ValleyPart, 'issuer' | 'rotateSigningKey'> {
  /** Where the portal's pages are: `http://localhost:<port>`. */
  origin: string;
  stop(): Promise<void>;
}

/** Starts the staff portals, with a real OpenID provider and a real SAML one, on loopback. */
export async function startPortal({
  port,
  clients,
  findPerson,
  summit,
}: PortalOptions): Promise<Portal> {
  const { origin, host } = new URL(`http://localhost:${port}`);
  const valley = await valleyPart({
    origin,
    clients,
    findPerson: findPerson ?? findValleyPerson,
  });
  const parts: PortalPart[] = [valley];
  if (summit) {
    parts.push(summitPart({ origin, ...summit, findPerson: findPerson ?? findSummitPerson }));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Addresses are made of the host; one that a stranger's name resolves to must not be among them.
    if (request.headers.host !== host) return elsewhere(response, origin);
    const path = pathOf(request);
    const part = parts.find(({ handles }) => handles(path));
    if (part) return part.answer(request, response);
    show(response, 404, messagePage('No such page', ['The portal has no page at this address.']));
  }

  const servers = await Promise.all(
    loopbackAddresses().map((address) => listen(createServer(guarded(answer)), port, address)),
  );
  const { issuer, rotateSigningKey } = valley;
  return {
    origin,
    issuer,
    rotateSigningKey,
    stop: async () => void (await Promise.all(servers.map(close))),
  };
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function guarded(answer: Answer) {
  return (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => {
      console.error(error);
      if (response.headersSent) return response.destroy();
      show(response, 500, messagePage('Something broke', ['The portal cannot answer now.']));
    });
  };
}

function elsewhere(response: ServerResponse, origin: string): void {
  show(response, 421, messagePage('Another address', [`The portal is at ${origin} only.`]));
}

function listen(server: Server, port: number, address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
