import { randomUUID } from 'node:crypto';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as schema from '@/drizzle/schema';
import { migrateDatabase, schemaVersion } from '@/lib/schema-version';

// Left to the run's end: DROP DATABASE waits for a checkpoint of all that the run has written.
const name = `schema_version_${randomUUID()}`;
const url = new URL(process.env.DATABASE_URL ?? '');
const admin = postgres(url.href, { max: 1, onnotice: () => undefined });
url.pathname = name;
const client = postgres(url.href, { max: 1, onnotice: () => undefined });
const database = drizzle(client, { schema });

beforeAll(async () => {
  await admin`create database ${admin(name)}`;
  // Settings are read at the first use, which is in the tests below.
  process.env.DATABASE_URL = url.href;
});

afterAll(async () => {
  await client.end();
  await admin.end();
});

test('a new database is empty, and two servers migrate it at once without harm', async () => {
  expect(await schemaVersion(database)).toEqual({ kind: 'empty' });
  await Promise.all([migrateDatabase(), migrateDatabase()]);
  expect(await schemaVersion(database)).toEqual({ kind: 'current' });
});

test('a database that a newer version has migrated is ahead', async () => {
  await client`
    insert into drizzle.__drizzle_migrations (hash, created_at) values ('newer', 9999999999999)`;
  expect(await schemaVersion(database)).toEqual({ kind: 'ahead' });
});

test('a database of an older version is behind, and says by how much', async () => {
  await client`update drizzle.__drizzle_migrations set created_at = 1`;
  expect(await schemaVersion(database)).toEqual({
    kind: 'behind',
    missing: expect.any(Number),
  });
});
