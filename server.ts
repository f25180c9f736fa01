import { createServer, type Server, type ServerResponse } from 'node:http';
import next from 'next';
import { stopBackground } from '@/lib/background';
import { closeDatabase } from '@/lib/db';
import { door } from '@/lib/door/door';
import { UPLOAD_MS } from '@/lib/door/request-arrival';
import { refuseSelfFetch } from '@/lib/door/self-fetch';
import { EnvError, env } from '@/lib/env';
import { consoleToLog, log } from '@/lib/log';
import { prepareDecoy } from '@/lib/passwords/decoy';

/** How long requests that are being answered may take when the process is asked to end. */
const SHUTDOWN_MS = 20_000;

/** Answers on their way, and the work behind them, which outlives an answer nobody waits for. */
const answering = new Set<ServerResponse>();
const running = new Set<Promise<void>>();

async function start(): Promise<void> {
  const { PORT, LISTEN_ADDRESS } = env();
  consoleToLog();
  refuseSelfFetch();
  // A server that never listens: on ours Next would answer upgrades past the door.
  const httpServer = createServer();
  const app = next({ dev: process.argv.includes('--dev'), port: PORT, httpServer });
  // The first guess at an unknown username must not take longer than the others.
  await Promise.all([app.prepare(), prepareDecoy()]);
  const handle = door(app.getRequestHandler());
  const servers = await Promise.all(
    (LISTEN_ADDRESS ?? [undefined]).map((address) => listen(serverFor(handle), PORT, address)),
  );
  log().info({ port: PORT }, 'listening');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void shutDown(servers, signal));
  }
}

function serverFor(handle: ReturnType<typeof door>): Server {
  const server = createServer(
    { maxHeaderSize: 16_384, requestTimeout: UPLOAD_MS, headersTimeout: 10_000 },
    (req, res) => {
      answering.add(res);
      res.once('close', () => answering.delete(res));
      if (!server.listening) res.setHeader('Connection', 'close');
      const handling = handle(req, res).finally(() => running.delete(handling));
      running.add(handling);
    },
  );
  // Longer than load balancers keep theirs, or they would send into a closing connection.
  server.keepAliveTimeout = 75_000;
  return server;
}

function listen(server: Server, port: number, address: string | undefined): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: address }, () => resolve(server));
  });
}

/** No new connections; requests being answered are; then the database and the process end. */
async function shutDown(servers: Server[], signal: string): Promise<void> {
  log().info({ signal }, 'shutting down');
  setTimeout(() => {
    log().warn('some requests did not end in time');
    process.exit(0);
  }, SHUTDOWN_MS).unref();
  // The next request of whoever is being answered goes elsewhere.
  for (const res of answering) if (!res.headersSent) res.setHeader('Connection', 'close');
  await Promise.all(
    servers.map((server) => {
      const closed = new Promise((resolve) => server.close(resolve));
      // Browsers keep connections open after their last answer.
      setInterval(() => server.closeIdleConnections(), 200).unref();
      return closed;
    }),
  );
  await Promise.all([...running, stopBackground()]);
  await closeDatabase();
  log().info('ended');
  process.exit(0);
}

start().catch((error: unknown) => {
  const { code, port } = error as { code?: string; port?: number };
  if (error instanceof EnvError) process.stderr.write(`${error.message}\n`);
  else if (code === 'EADDRINUSE') process.stderr.write(`Cannot start: PORT ${port} is in use\n`);
  else log().fatal({ err: error }, 'cannot start');
  process.exit(1);
});
