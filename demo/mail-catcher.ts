import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@/demo/free-port';
import { CHECKOUT } from '@/demo/postgres-binaries';
import { stopWithUs } from '@/demo/stop-with-us';

const LOOPBACK = '127.0.0.1';

interface MailCatcherOptions {
  /** Of its page and API. */
  webPort: number;
  /** Where mails are kept. */
  directory: string;
  /** Whether mails of earlier starts stay; their links are to accounts as they were then. */
  keep: boolean;
}

/** Starts MailDev, which shows every mail that the demo sends and delivers none. */
export async function startMailCatcher({ webPort, directory, keep }: MailCatcherOptions) {
  if (!keep) rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const smtpPort = await freePort();
  const child = spawn(
    process.execPath,
    [
      join(CHECKOUT, 'node_modules/maildev/bin/maildev'),
      ...['--smtp', String(smtpPort), '--ip', LOOPBACK],
      ...['--web', String(webPort), '--web-ip', LOOPBACK],
      ...['--mail-directory', directory, '--silent'],
    ],
    // Ctrl-C in the terminal is ours to answer, in our order.
    { stdio: 'ignore', detached: true },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const callOff = child.pid === undefined ? () => undefined : stopWithUs(child.pid);
  let isOver = false;
  void ended.then(() => {
    isOver = true;
    callOff();
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(force);
  };
  for (let attempt = 0; attempt < 400 && !isOver; attempt++) {
    if (await answers(webPort)) return { smtpUrl: `smtp://${LOOPBACK}:${smtpPort}`, stop };
    await sleep(50);
  }
  await stop();
  throw new Error(`The mail catcher did not start on port ${webPort}.`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get({ host: LOOPBACK, port, path: '/email', timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
  });
}
