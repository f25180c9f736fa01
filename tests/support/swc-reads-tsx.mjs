/**
 * Loaded before dependency-cruiser: its swc parser takes every file for plain TypeScript, so that
 * JSX is a syntax error. To be removed once it looks at the extension itself.
 */
import swc from '@swc/core';

const { parseFileSync } = swc;
swc.parseFileSync = (path, options) => parseFileSync(path, { ...options, tsx: path.endsWith('x') });
