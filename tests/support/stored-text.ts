import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { db } from '@/lib/db';

/** Every row of every table, a line each: text and JSON as they are, bytes as hexadecimal digits. */
export async function everythingStored(): Promise<string[]> {
  const tables = await db().execute<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const lines: string[] = [];
  for (const { name } of tables) {
    const rows = await db().execute<{ line: string }>(
      sql`select row_to_json(t)::text as line from ${sql.identifier(name)} as t`,
    );
    lines.push(...rows.map(({ line }) => `${name}: ${line}`));
  }
  return lines;
}

/**
 * The rows that hold a text in any way in which it could be read back or looked up: in any case, as
 * bytes, in base64, or as a plain hash.
 */
export async function rowsWith(text: string): Promise<string[]> {
  const forms = [text, text.toLowerCase(), text.toUpperCase()].flatMap((form) => [
    JSON.stringify(form).slice(1, -1),
    ...(['hex', 'base64', 'base64url'] as const).map((coding) =>
      Buffer.from(form).toString(coding),
    ),
    ...['md5', 'sha1', 'sha256', 'sha512'].map((name) =>
      createHash(name).update(form).digest('hex'),
    ),
  ]);
  const lines = await everythingStored();
  return lines.filter((line) => forms.some((form) => line.includes(form.replace(/=+$/, ''))));
}
