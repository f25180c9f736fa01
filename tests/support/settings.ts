import { onTestFinished } from 'vitest';
import { closeMailTransport } from '@/lib/mail/smtp-transport';

/** What the process keeps of its settings after the first use. */
const KEPT = ['env', 'decoys', 'hash-parameter-mixtures', 'hash-queue', 'mail-transport'].map(
  (name) => Symbol.for(`csi.${name}`),
);

/** Runs the rest of a test as a process that was started with these settings. */
export function restartedWith(settings: Record<string, string>): void {
  const before = Object.keys(settings).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, settings);
  forget();
  onTestFinished(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    forget();
  });
}

function forget(): void {
  closeMailTransport();
  const holder = globalThis as unknown as Record<symbol, unknown>;
  for (const key of KEPT) delete holder[key];
}
