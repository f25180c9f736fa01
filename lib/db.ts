import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres, { type Sql } from 'postgres';
import * as schema from '@/drizzle/schema';
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
 * drizzle runs its statements by `unsafe`, which by default prepares nothing and asks PostgreSQL to
 * describe each one first: two round trips. Named, a connection parses a statement once and a call is
 * one round trip. The texts are a closed list, since all values are parameters.
 */
function withNamedStatements(client: Sql): Sql {
  return new Proxy(client, {
    get(target, name) {
      if (name === 'unsafe') {
        return (query: string, parameters: never[] = [], options = {}) =>
          target.unsafe(query, parameters, { ...options, prepare: parameters.length > 0 });
      }
      if (name === 'begin') {
        return (...args: unknown[]) => {
          const work = args.pop() as (tx: Sql) => Promise<unknown>;
          const begin = target.begin as (...args: unknown[]) => Promise<unknown>;
          return begin(...args, (tx: Sql) => work(withNamedStatements(tx)));
        };
      }
      return Reflect.get(target, name);
    },
  });
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
