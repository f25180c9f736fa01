/** SQLSTATE classes that say "not now": connection, rollback by a rival, resources, operator. */
const TRANSIENT_STATES = /^(08|40|53|57P)/;
const TRANSIENT_CODES = new Set([
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  '57014', // statement timeout
  '55P03', // a lock that is not to be had now
]);

/** Whether an error says that the database is away or overloaded, so that trying later makes sense. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    const { code } = e as { code?: unknown };
    // Node's word for a client that went away while sending.
    if (e.message === 'aborted') return false;
    if (typeof code === 'string' && (TRANSIENT_CODES.has(code) || TRANSIENT_STATES.test(code))) {
      return true;
    }
  }
  return false;
}

/** Whether an error is a broken unique constraint of this name. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    const { code, constraint_name } = e as { code?: unknown; constraint_name?: unknown };
    if (code === '23505' && constraint_name === constraint) return true;
  }
  return false;
}
