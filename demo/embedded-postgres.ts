import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { freePort } from '@/demo/free-port';
import {
  postgresBinaries,
  postgresUser,
  type RunAs,
  reachableDirectory,
} from '@/demo/postgres-binaries';
import { makeCluster, readPassword } from '@/demo/postgres-cluster';
import { isRunning, postmasterOf } from '@/demo/postgres-process';
import { stopWithUs } from '@/demo/stop-with-us';

const SUPERUSER = 'csi';

/** For data that nobody needs after a crash: several times quicker at small transactions. */
export const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

export interface Options {
  /** Made when missing. */
  dataDir: string;
  /** A free one when not given. */
  port?: number;
  /** Lines of postgresql.conf. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** Where the data really is: under /var/tmp when PostgreSQL's user cannot reach `dataDir`. */
  dataDir: string;
  port: number;
  url(database: string): string;
  createDatabase(name: string, from?: { template: string }): Promise<void>;
  /** Ends open connections, writes everything down, and waits until the process is gone. */
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL on 127.0.0.1 for the demo and the tests: no installation, no socket, a random
 * password. One that still runs on this data (its starter was killed) is taken over as it stands.
 * It ends with this process, however that ends.
 */
export async function startPostgres(options: Options): Promise<EmbeddedPostgres> {
  const runAs = postgresUser();
  const dataDir = reachableDirectory(resolve(options.dataDir), runAs);
  const settings = options.settings ?? {};
  const native = postgresBinaries(runAs);
  if (!existsSync(join(dataDir, 'PG_VERSION'))) {
    mkdirSync(dirname(dataDir), { recursive: true, mode: 0o755 });
    const sync = settings.fsync !== 'off';
    makeCluster({ native, dataDir, superuser: SUPERUSER, runAs, sync });
  }
  const password = readPassword(dataDir);
  const urlAt = (port: number, database: string) =>
    `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;

  let port = await runningPort(dataDir, urlAt);
  if (port !== undefined && options.port !== undefined && port !== options.port) {
    await stopPostmaster(dataDir);
    port = undefined;
  }
  port ??= await launch({ native, dataDir, settings, runAs, urlAt, port: options.port });
  const pid = postmasterOf(dataDir)?.pid;
  const callOff = pid === undefined ? () => undefined : stopWithUs(pid);
  const url = (database: string) => urlAt(port, database);

  return {
    dataDir,
    port,
    url,
    createDatabase: (name, from) => createDatabase(url('postgres'), name, from?.template),
    async stop() {
      callOff();
      await stopPostmaster(dataDir);
    },
  };
}

type UrlAt = (port: number, database: string) => string;

/** The port of a PostgreSQL that already serves this data; waits for one that starts or stops. */
async function runningPort(dataDir: string, urlAt: UrlAt): Promise<number | undefined> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const running = postmasterOf(dataDir);
    if (!running) return undefined;
    if (await answers(urlAt(running.port, 'postgres'))) return running.port;
    await sleep(100);
  }
  throw new Error(`A PostgreSQL runs on ${dataDir} but does not answer.`);
}

async function answers(url: string): Promise<boolean> {
  return withClient(url, (sql) => sql`select 1`).then(
    () => true,
    () => false,
  );
}

interface Launch {
  native: string;
  dataDir: string;
  settings: Record<string, string>;
  runAs: RunAs;
  urlAt: UrlAt;
  port: number | undefined;
}

async function launch({ native, dataDir, settings, runAs, urlAt, port }: Launch): Promise<number> {
  const chosen = port ?? (await freePort());
  const everything = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(chosen),
    timezone: 'UTC',
    ...settings,
  };
  const logFile = `${dataDir}.log`;
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(
    join(native, 'bin/postgres'),
    ['-D', dataDir, ...Object.entries(everything).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    // Detached: Ctrl-C in the terminal is ours to answer, in our order.
    {
      ...runAs,
      cwd: dataDir,
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', log, log],
      detached: true,
    },
  );
  child.unref();
  let failure = '';
  child.on('error', (error) => {
    failure = error.message;
  });
  child.on('exit', (code) => {
    failure = `it ended with status ${code}`;
  });
  for (let attempt = 0; attempt < 600 && !failure; attempt++) {
    if (postmasterOf(dataDir)?.pid === child.pid && (await answers(urlAt(chosen, 'postgres')))) {
      return chosen;
    }
    await sleep(25);
  }
  const lastLines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
  throw new Error(`PostgreSQL did not start: ${failure || 'no answer'}\n${lastLines}`);
}

/** SIGINT is PostgreSQL's fast shutdown; SIGQUIT, ten seconds later, leaves the rest to recovery. */
async function stopPostmaster(dataDir: string): Promise<void> {
  const running = postmasterOf(dataDir);
  if (!running) return;
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (isRunning(running.pid)) process.kill(running.pid, signal);
    for (let attempt = 0; attempt < 400; attempt++) {
      if (!isRunning(running.pid)) return;
      await sleep(25);
    }
  }
  throw new Error(`PostgreSQL (process ${running.pid}) does not stop.`);
}

async function createDatabase(url: string, name: string, template?: string): Promise<void> {
  await withClient(url, (sql) =>
    template
      ? sql`create database ${sql(name)} template ${sql(template)}`
      : sql`create database ${sql(name)}`,
  );
}

async function withClient<T>(url: string, work: (sql: Sql) => PromiseLike<T>): Promise<T> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
