import { vi } from 'vitest';

/** Long enough for a machine that does much else; what never comes true still fails as itself. */
const PATIENCE = 10_000;

/**
 * Checks again and again until the check passes. For what happens beside the test: a statement
 * that waits for a lock, a mail on its way.
 *
 * @throws the check's last error, after {@link PATIENCE} milliseconds
 */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, PATIENCE);
}
