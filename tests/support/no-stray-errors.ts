import { format } from 'node:util';
import { afterEach, beforeEach, expect } from 'vitest';

/**
 * A `console.error` or `console.warn` that the test did not expect fails it. A test that expects one
 * says so with a spy of its own: `vi.spyOn(console, 'error').mockImplementation(() => undefined)`.
 * Unhandled rejections fail the run by Vitest's own rule.
 */
const real = { error: console.error, warn: console.warn };
let stray: string[] = [];

beforeEach(() => {
  stray = [];
  for (const level of ['error', 'warn'] as const) {
    console[level] = (...parts: unknown[]) => {
      stray.push(`console.${level}: ${format(...parts)}`);
      real[level](...parts);
    };
  }
});

afterEach(() => {
  Object.assign(console, real);
  expect(stray, 'written to the console unexpectedly').toEqual([]);
});
