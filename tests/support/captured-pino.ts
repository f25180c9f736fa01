import { vi } from 'vitest';

/**
 * In place of pino: keeps every line that the log writes, of all levels. For
 * `vi.mock('pino', () => import('@/tests/support/captured-pino'))`.
 */
export const lines: string[] = [];

process.env.LOG_LEVEL = 'debug';

const { default: pino } = await vi.importActual<typeof import('pino')>('pino');
const into = { write: (line: string) => void lines.push(line) };
const captured = (options: Parameters<typeof pino>[0]) => pino(options ?? {}, into);

export default Object.assign(captured, pino);
