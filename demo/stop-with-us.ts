import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Sends SIGINT to a process when this one ends, even by kill -9: a shell reads from us, and the end
 * of our life is the end of its input.
 * @returns calls it off
 */
export function stopWithUs(pid: number): () => void {
  const watcher = spawn('sh', ['-c', `read -r _; kill -INT ${pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.unref();
  (watcher.stdin as Socket).unref();
  return () => watcher.kill();
}
