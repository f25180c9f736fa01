import { createWriteStream, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AppServer, loopbackAddresses, startAppServer } from '@/demo/app-server';
import { ensureBuild } from '@/demo/build';
import { startPostgres } from '@/demo/embedded-postgres';
import { assertPortFree, claimHome, keptSecret, writeSettings } from '@/demo/home';
import { startMailCatcher } from '@/demo/mail-catcher';
import { type Portal, startPortal } from '@/demo/portal/portal';
import { keptPortalKey } from '@/demo/portal/summit-key';
import { CHECKOUT, postgresUser, reachableDirectory } from '@/demo/postgres-binaries';
import { demoScope, seed } from '@/demo/seed';
import { applyDemoUtilities } from '@/demo/utilities';
import { welcome } from '@/demo/welcome';
import { closeDatabase } from '@/lib/db';
import { migrateDatabase } from '@/lib/schema-version';

const DATABASE = 'csi';
const LAST_LINES = 20;
/** Where the key of Summit Gas's identity provider stays. */
const SUMMIT_KEY = 'summit-saml-key.pem';

/** What runs, last started first: the order in which it is stopped. */
const running: { stop(): Promise<unknown> }[] = [];
let stopping: Promise<void> | undefined;

function stopAll(): Promise<void> {
  stopping ??= (async () => {
    for (const part of running.splice(0).reverse()) await part.stop();
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!stopping) console.log('\nStopping …');
    stopAll().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  });
}

async function fail(error: unknown): Promise<never> {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  await stopAll().catch(() => undefined);
  process.exit(1);
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: { keep: { type: 'boolean' }, fresh: { type: 'boolean' } },
  });
  const port = portFrom('PORT', 3000);
  const mailPort = portFrom('MAIL_PORT', 1080);
  const portalPort = portFrom('PORTAL_PORT', 4000);
  await assertPortFree('PORT', port, loopbackAddresses());
  await assertPortFree('MAIL_PORT', mailPort, loopbackAddresses());
  await assertPortFree('PORTAL_PORT', portalPort, loopbackAddresses());

  const home = dirname(reachableDirectory(join(CHECKOUT, '.demo/postgres'), postgresUser()));
  mkdirSync(home, { recursive: true, mode: 0o755 });
  claimHome(home);
  if (options.fresh) await removeData(home);
  if (!home.startsWith(CHECKOUT)) {
    console.log(`PostgreSQL's user cannot reach ${CHECKOUT}; the data is in ${home}.`);
  }

  console.log('Building, if anything has changed since the last build …');
  const start = performance.now();
  const logLevel = process.env.LOG_LEVEL || 'info';
  // What the use cases log while the demo starts is no news to whoever watches.
  process.env.LOG_LEVEL = 'warn';
  const mail = await startMail(home, mailPort, options);
  const portal = await startStaffPortal(home, portalPort, port);
  const ports = { port, portalPort };
  const [settings] = await Promise.all([
    prepareDatabase(home, ports, mail, options),
    ensureBuild(),
  ]);
  const metricsToken = keptSecret(home, 'metrics-token');
  const ofServer = { METRICS_TOKEN: metricsToken, LOG_LEVEL: logLevel };
  const server = await startServer(home, port, { ...settings, ...ofServer });
  const seconds = (performance.now() - start) / 1000;
  console.log(welcome({ port, mailPort, portal: portal.origin, seconds, home, metricsToken }));

  const status = await server.ended;
  if (!stopping) throw new Error(`The server ended by itself (status ${status}).`);
}

/** Starts the mail catcher; returns the settings that lead to it. */
async function startMail(home: string, webPort: number, { keep = false }) {
  const directory = join(home, 'mail');
  const catcher = await startMailCatcher({ webPort, directory, keep });
  running.push(catcher);
  return { SMTP_URL: catcher.smtpUrl, MAIL_FROM: 'no-reply@csi.example' };
}

/** Starts the portals of Valley Water's and Summit Gas's staff, which know the CSI at this port. */
async function startStaffPortal(home: string, port: number, appPort: number): Promise<Portal> {
  const { origin } = new URL(`http://valley.localhost:${appPort}`);
  const clientSecret = valleySecret(home);
  const clients = [{ clientId: 'csi-valley', clientSecret, origins: [origin] as const }];
  const summit = {
    service: new URL('/sso/saml/metadata', `http://summit.localhost:${appPort}`).href,
    key: await keptPortalKey(join(home, SUMMIT_KEY)),
  };
  const portal = await startPortal({ port, clients, summit });
  running.push(portal);
  return portal;
}

/** What the CSI and Valley Water's portal know of each other. */
function valleySecret(home: string): string {
  return keptSecret(home, 'valley-oidc-secret');
}

/** Starts the database and brings it to the demo's state; returns the settings that lead to it. */
async function prepareDatabase(
  home: string,
  { port, portalPort }: { port: number; portalPort: number },
  mail: Record<string, string>,
  { keep = false },
) {
  const postgres = await startPostgres({ dataDir: join(home, 'postgres') });
  running.push(postgres);
  await postgres.createDatabase(DATABASE).catch((error: { code?: string }) => {
    const exists = '42P04';
    if (error.code !== exists) throw error;
  });
  const settings = {
    ...mail,
    DATABASE_URL: postgres.url(DATABASE),
    AUTH_SECRET: keptSecret(home, 'auth-secret'),
  };
  // The use cases below read them here; whatever the shell had set is never touched.
  Object.assign(process.env, settings);
  await migrateDatabase(join(CHECKOUT, 'drizzle/migrations'));
  const secrets = { VALLEY_OIDC_SECRET: valleySecret(home) };
  writeSettings({ ...settings, ...secrets });
  await applyDemoUtilities(demoScope(), port, { ...process.env, ...secrets }, portalPort);
  await seed({ keep });
  await closeDatabase();
  return settings;
}

async function startServer(home: string, port: number, env: Record<string, string>) {
  const log = createWriteStream(join(home, 'server.log'), { flags: 'w', mode: 0o600 });
  const last: string[] = [];
  const onLine = (line: string) => {
    log.write(`${line}\n`);
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
  };
  const showLast = () => {
    if (!stopping) console.error(`\nThe last lines of ${home}/server.log:\n${last.join('\n')}`);
  };
  let server: AppServer;
  try {
    server = await startAppServer({ port, env, onLine });
  } catch (error) {
    showLast();
    throw error;
  }
  server.ended.then(showLast, showLast);
  running.push(server);
  return server;
}

/** A PostgreSQL that still runs on the data is stopped first. */
async function removeData(home: string): Promise<void> {
  const dataDir = join(home, 'postgres');
  if (existsSync(dataDir)) await (await startPostgres({ dataDir })).stop();
  const files = [
    'mail',
    'postgres',
    'postgres.log',
    'auth-secret',
    'valley-oidc-secret',
    SUMMIT_KEY,
    'metrics-token',
  ];
  for (const name of files) rmSync(join(home, name), { recursive: true, force: true });
}

function portFrom(variable: 'PORT' | 'MAIL_PORT' | 'PORTAL_PORT', usual: number): number {
  const port = Number(process.env[variable] || usual);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new Error(`${variable} must be a whole number between 1 and 65535.`);
}

main().catch(fail);
