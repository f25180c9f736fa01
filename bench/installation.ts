import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH_BUILD, BENCH_HOME } from '@/bench/build';
import { type MailSink, startMailSink } from '@/bench/mail-sink';
import { startAppServer } from '@/demo/app-server';
import { startPostgres } from '@/demo/embedded-postgres';
import { freePort } from '@/demo/free-port';
import { CHECKOUT, postgresUser, reachableDirectory } from '@/demo/postgres-binaries';
import { demoScope } from '@/demo/seed';
import { applyDemoUtilities } from '@/demo/utilities';
import { closeDatabase } from '@/lib/db';
import { migrateDatabase } from '@/lib/schema-version';

export interface BenchServer {
  pid: number;
  port: number;
  /** The Host of the utility that is measured. */
  host: string;
  /** The value of one counter of /api/metrics, over all its labels. */
  counter(name: string): Promise<number>;
  stop(): Promise<void>;
}

export interface Installation {
  /** Starts the production server as the demo does, at the utility's port unless told another. */
  startServer(env?: Record<string, string>, at?: number): Promise<BenchServer>;
  /** The mail server that takes everything the servers send. */
  mail: MailSink;
  stop(): Promise<void>;
}

/** What anybody gives a database of a million people; the default is for a laptop. */
const SETTINGS = { shared_buffers: '1GB', max_wal_size: '8GB' };

/** A new database with the demo's utilities, at a port that stays; ours to fill with accounts. */
export async function startInstallation(): Promise<Installation> {
  const dataDir = join(BENCH_HOME, 'postgres');
  await removeDatabase(reachableDirectory(dataDir, postgresUser()));
  const postgres = await startPostgres({ dataDir, settings: SETTINGS });
  await postgres.createDatabase('csi');
  // The demo's server is started without these, and the calibration must hash as it does.
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('ARGON2_')) delete process.env[name];
  }
  const secret = () => randomBytes(32).toString('base64url');
  const mail = await startMailSink();
  const settings = {
    DATABASE_URL: postgres.url('csi'),
    AUTH_SECRET: secret(),
    SMTP_URL: mail.url,
    MAIL_FROM: 'no-reply@csi.example',
  };
  const port = await freePort();
  // The use cases that fill the database read them here.
  Object.assign(process.env, settings);
  await migrateDatabase(join(CHECKOUT, 'drizzle/migrations'));
  await applyDemoUtilities(demoScope(), port, {
    ...process.env,
    VALLEY_OIDC_SECRET: secret(),
  });
  const metricsToken = secret();
  return {
    mail,
    startServer: (env = {}, at = port) =>
      startServer(at, metricsToken, {
        ...settings,
        ...BENCH_BUILD,
        LOG_LEVEL: 'info',
        METRICS_TOKEN: metricsToken,
        ...env,
      }),
    async stop() {
      await closeDatabase();
      await postgres.stop();
      await mail.stop();
    },
  };
}

/** Does the work on a server that is started for it, at the utility's port where none is given. */
export async function onServer<T>(
  installation: Installation,
  port: number | undefined,
  work: (server: BenchServer) => Promise<T>,
): Promise<T> {
  const server = await installation.startServer({}, port);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

/** One that a killed benchmark left running is stopped first. */
async function removeDatabase(dataDir: string): Promise<void> {
  if (existsSync(dataDir)) await (await startPostgres({ dataDir })).stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function startServer(
  port: number,
  metricsToken: string,
  env: Record<string, string>,
): Promise<BenchServer> {
  let pid = 0;
  const { stop } = await startAppServer({
    port,
    env,
    // Every line of the log says which process wrote it.
    onLine: (line) => {
      pid ||= Number(/"pid":(\d+)/.exec(line)?.[1] ?? 0);
    },
  });
  if (pid === 0) throw new Error("The server's log did not tell its process.");
  return {
    pid,
    port,
    host: `harbor.localhost:${port}`,
    counter: (name) => readCounter(port, metricsToken, name),
    async stop() {
      await stop();
    },
  };
}

async function readCounter(port: number, token: string, name: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${port}/api/metrics`, { headers });
  const samples = (await response.text()).matchAll(new RegExp(`^${name}(?:{.*})? (\\S+)$`, 'gm'));
  return [...samples].reduce((sum, [, value]) => sum + Number(value), 0);
}
