import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long a form may take to arrive. */
const FORM_MS = 30_000;

/** How long a file may: 512 MiB at 2.5 Mbit/s. Node's own limit (server.ts) is this one, for all. */
export const UPLOAD_MS = 30 * 60_000;

/**
 * Ends a request that does not arrive whole in time, as Node would if its limit knew one request from
 * another.
 *
 * Answers connections that are held open with forms sent a byte at a time.
 */
export function limitArrival(req: IncomingMessage, res: ServerResponse, isUpload: boolean): void {
  const timer = setTimeout(
    () => {
      if (req.complete) return;
      if (!res.headersSent)
        req.socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
      req.socket.destroySoon();
    },
    isUpload ? UPLOAD_MS : FORM_MS,
  ).unref();
  res.once('close', () => clearTimeout(timer));
}
