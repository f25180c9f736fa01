import { spawn } from 'node:child_process';
import { get } from 'node:http';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHECKOUT } from '@/demo/postgres-binaries';
import { stopWithUs } from '@/demo/stop-with-us';

export interface AppServer {
  port: number;
  /** The process's exit status, or null after a signal, once it has ended. */
  ended: Promise<number | null>;
  /** Asks it to end (SIGTERM) and waits; after 15 seconds it is ended by force. */
  stop(): Promise<number | null>;
}

export interface AppServerOptions {
  port: number;
  /** Settings on top of those that {@link productSettings} leaves of our own environment. */
  env: Record<string, string>;
  /** Every line of its output, of both streams. */
  onLine(line: string): void;
}

/** Loopback only, in both families where the machine has both: browsers take `::1` or 127.0.0.1. */
export function loopbackAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.some(({ address }) => address === '::1') ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
}

/** Settings of the product that must not leak in from the shell that starts us. */
const NOT_OURS = /^(AUTH_|NEXTAUTH_|ARGON2_|SMTP_|MAIL_|DATABASE_|TRUSTED_PROXIES$|METRICS_TOKEN$)/;

function productSettings(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !NOT_OURS.test(name));
  return { ...Object.fromEntries(kept), NODE_ENV: 'production' };
}

/** As `npm start` has it: V8 else lets its heap grow to twice of what is in use. */
const MEMORY = ['--max-semi-space-size=8', '--max-old-space-size=256'];

/** Starts the production server on loopback and returns when it answers that it is ready. */
export async function startAppServer({ port, env, onLine }: AppServerOptions): Promise<AppServer> {
  const child = spawn(process.execPath, [...MEMORY, '--import', 'tsx', 'server.ts'], {
    cwd: CHECKOUT,
    env: {
      ...productSettings(),
      PORT: String(port),
      LISTEN_ADDRESS: loopbackAddresses().join(','),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in the terminal is ours to answer, in our order.
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', onLine);
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const callOff = child.pid === undefined ? () => undefined : stopWithUs(child.pid);
  let isOver = false;
  const over = () => {
    isOver = true;
    callOff();
  };
  ended.then(over, over);

  async function stop(): Promise<number | null> {
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 15_000);
    return ended.finally(() => clearTimeout(force));
  }

  for (let attempt = 0; attempt < 600 && !isOver; attempt++) {
    if (await isReady(port)) return { port, ended, stop };
    await sleep(50);
  }
  const status = isOver ? await ended : await stop();
  throw new Error(`The server did not start (status ${status}).`);
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(
      { host: '127.0.0.1', port, path: '/api/health/ready', timeout: 2000 },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
