import type { IncomingMessage, ServerResponse } from 'node:http';

const LARGEST_FORM = 16_384;

/** One utility's part of the portal: it answers the requests whose path is its own. */
export interface PortalPart {
  handles(path: string): boolean;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

export function queryOf(request: IncomingMessage): URLSearchParams {
  return new URL(request.url ?? '/', 'http://localhost').searchParams;
}

/** As it was sent: what the signature of a message covers. */
export function rawQueryOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?').slice(1).join('?');
}

export function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

export function seeOther(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}

/** @throws when it is larger than any form of the portal */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_FORM) throw new Error('The form is too large.');
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** Whether another site made the browser send it. Browsers name the origin of each POST. */
export function isForeign(request: IncomingMessage, origin: string): boolean {
  return request.headers.origin !== undefined && request.headers.origin !== origin;
}
