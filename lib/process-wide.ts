/**
 * One value for the whole process, made at the first call.
 *
 * The server around Next and Next's own bundles load this code as separate modules; what must exist
 * once (the database pool, the hash queue, the metrics, the request's context) hangs on `globalThis`.
 */
export function processWide<T>(name: string, make: () => T): T {
  const holder = globalThis as unknown as Record<symbol, T | undefined>;
  const key = Symbol.for(`csi.${name}`);
  holder[key] ??= make();
  return holder[key];
}
