import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '@/bench/figure';
import { freePort } from '@/demo/free-port';
import { CHECKOUT } from '@/demo/postgres-binaries';

const REACH_SECONDS = 10;
const LONGEST_MS = 10 * 60_000;

interface Start {
  /** From the command to `/api/health/ready` saying so. */
  readySeconds: number;
  /** From the command to the table of addresses and accounts. */
  tableSeconds: number;
}

/** How long `npm run demo` takes when it has been run before and nothing has changed. */
export async function demoStart(): Promise<Figure[]> {
  const first = await startDemo();
  const second = await startDemo();
  return [
    {
      name: 'npm run demo to answering, second run',
      value: `${second.readySeconds.toFixed(1)} s`,
      reach: `under ${REACH_SECONDS} s`,
      reached: second.readySeconds < REACH_SECONDS,
      measured:
        `From the command to /api/health/ready; the table of accounts stood there after ` +
        `${second.tableSeconds.toFixed(1)} s. The run before, with whatever was left to build: ` +
        `${first.readySeconds.toFixed(1)} s.`,
      details: { first, second },
    },
  ];
}

async function startDemo(): Promise<Start> {
  const port = await freePort();
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const demo = spawn('npm', ['run', 'demo'], {
    cwd: CHECKOUT,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, which is ended as Ctrl-C would end it.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => demo.once('close', () => resolve()));
  const table = printed(demo, /^Ready after/m);
  try {
    const [readySeconds, tableSeconds] = await Promise.all([
      Promise.race([ready(port).then(seconds), table.then(() => ready(port)).then(seconds)]),
      table.then(seconds),
    ]);
    return { readySeconds, tableSeconds };
  } finally {
    if (demo.pid !== undefined && demo.exitCode === null) process.kill(-demo.pid, 'SIGINT');
    await ended;
  }
}

/** @throws with the demo's output when it ends without having printed it */
function printed(demo: ChildProcess, wanted: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk;
      if (wanted.test(output)) resolve();
    };
    demo.stdout?.on('data', keep);
    demo.stderr?.on('data', keep);
    demo.once('error', reject);
    demo.once('close', () => reject(new Error(`The demo ended by itself:\n${output}`)));
  });
}

async function ready(port: number): Promise<void> {
  const deadline = performance.now() + LONGEST_MS;
  while (performance.now() < deadline) {
    const response = await fetch(`http://127.0.0.1:${port}/api/health/ready`).catch(() => null);
    if (response?.ok) return;
    await sleep(20);
  }
  throw new Error('The demo did not answer.');
}
