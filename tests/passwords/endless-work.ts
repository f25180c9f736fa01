import { vi } from 'vitest';

/** Work that goes on until it is told to end. */
export function endlessWork() {
  let end: (value: string) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const run = vi.fn(
    () =>
      new Promise<string>((resolve, reject) => {
        end = resolve;
        fail = reject;
      }),
  );
  return { run, end: () => end('worked'), fail: () => fail(new Error('no memory')) };
}
