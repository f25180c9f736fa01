import { runCli } from '@/cli/run-cli';

/** Runs a command in this process and gives what an operator would see of it. */
export async function csi(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const status = await runCli(args, {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
  });
  return { status, out: out.join('\n'), err: err.join('\n') };
}
