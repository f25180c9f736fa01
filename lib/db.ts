import { setTimeout as sleep } from 'node:timers/promises';
import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres, { type Sql } from 'postgres';
import * as schema from '@/drizzle/schema';
import { isDatabaseUnavailable } from '@/lib/database-errors';
import { env } from '@/lib/env';
import { processWide } from '@/lib/process-wide';

/** The pool or a transaction on it: what every store takes as its first argument. */
export type Database = PgDatabase<
  PostgresJsQueryResultHKT,
  typeof schema,
  ExtractTablesWithRelations<typeof schema>
>;

interface Connection {
  database: Database;
  close(): Promise<void>;
}

function connection(): Connection {
  return processWide('database', () => {
    const client = postgres(env().DATABASE_URL, {
      max: env().DATABASE_POOL,
      connect_timeout: 5,
      // Seconds between attempts to connect. Growing pauses, which workers that look twice a second
      // would drive up for everybody, would keep people waiting long after the database is back.
      backoff: () => 0.2,
      idle_timeout: 300,
      max_lifetime: 3600,
      onnotice: () => undefined,
      connection: { application_name: 'csi', statement_timeout: 15_000, TimeZone: 'UTC' },
    });
    return {
      database: drizzle(withNamedStatements(client), { schema }),
      close: () => client.end({ timeout: 5 }),
    };
  });
}

/**
 * Begins a statement whose best plan depends on its values, as a search does: it is planned at each
 * call, where a named one is planned for any values after a few.
 */
export const PLANNED_ANEW = '/* planned anew */';

/** A transaction of which a connection may be lost before its work has noticed. */
interface Life {
  isOver: boolean;
}

/**
 * drizzle runs its statements by `unsafe`, which by default prepares nothing and asks PostgreSQL to
 * describe each one first: two round trips. Named, a connection parses a statement once and a call is
 * one round trip. The texts are a closed list, since all values are parameters.
 */
function withNamedStatements(client: Sql, transaction: Life = { isOver: false }): Sql {
  return new Proxy(client, {
    get(target, name) {
      if (name === 'unsafe') {
        return (query: string, parameters: never[] = [], options = {}) => {
          // The driver would write to a socket that is gone, which nobody can catch.
          if (transaction.isOver) throw connectionLost();
          const prepare = parameters.length > 0 && !query.startsWith(PLANNED_ANEW);
          return target.unsafe(query, parameters, { ...options, prepare });
        };
      }
      if (name === 'begin') {
        return async (...args: unknown[]) => {
          const work = args.pop() as (tx: Sql) => Promise<unknown>;
          const begin = target.begin as (...args: unknown[]) => Promise<unknown>;
          const life: Life = { isOver: false };
          try {
            return await begin(...args, (tx: Sql) =>
              work(withNamedStatements(tx, life)).catch((error: unknown) => failOnce(error, life)),
            );
          } finally {
            life.isOver = true;
          }
        };
      }
      return Reflect.get(target, name);
    },
  });
}

/**
 * Hands an error of a transaction's work to the driver, which answers with `rollback`. Not when the
 * connection is gone: the transaction has failed by that, and there is nothing to write to.
 */
async function failOnce(error: unknown, life: Life): Promise<unknown> {
  // The loss is told to the work and to the transaction, in this order.
  if (isDatabaseUnavailable(error)) await sleep(LOSS_TOLD_MS);
  return life.isOver ? new Promise(() => undefined) : Promise.reject(error);
}

const LOSS_TOLD_MS = 20;

function connectionLost(): Error {
  const message = 'the connection of this transaction is gone';
  return Object.assign(new Error(message), { code: 'CONNECTION_CLOSED' });
}

/** The process's pool of connections, opened at the first query. */
export function db(): Database {
  return connection().database;
}

const hooksOf = new WeakMap<Database, (() => void)[]>();

/** Runs `work` in one transaction: all of it happens, or nothing. */
export async function inTransaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
  const hooks: (() => void)[] = [];
  const result = await db().transaction((tx) => {
    hooksOf.set(tx, hooks);
    return work(tx);
  });
  for (const hook of hooks) hook();
  return result;
}

/** Calls `hook` when the transaction is committed, never when it is not; at once outside of one. */
export function afterCommit(tx: Database, hook: () => void): void {
  const hooks = hooksOf.get(tx);
  if (hooks) hooks.push(hook);
  else hook();
}

/** Ends the pool after the queries at work, at most five seconds later. */
export function closeDatabase(): Promise<void> {
  return connection().close();
}
