import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { userImportRows, userImports } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { deleteOutlivedImports } from '@/lib/users/import/housekeeping';
import { discardImport } from '@/lib/users/import/start-import';
import {
  allProblems,
  listImports,
  viewImport,
  viewProgress,
} from '@/lib/users/import/view-imports';
import { DAY, HOUR, later, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import {
  administrator,
  checked,
  fileOf,
  imported,
  people,
  send,
} from '@/tests/users/import/import-room';

let admin: Scope;

beforeEach(async () => {
  admin = await administrator(testScope(await testUtility()));
});

const bad = (count: number) => Array.from({ length: count }, () => 'a,b');

describe('the problems of an import', () => {
  test('are shown 50 lines a page, page after page', async () => {
    const importId = await checked(admin, fileOf(...bad(101), ...people(2)));
    const first = await viewImport(admin, importId, -1);
    expect(first?.faulty.map(({ line }) => line)).toEqual(
      Array.from({ length: 50 }, (_, n) => n + 2),
    );
    const second = await viewImport(admin, importId, first?.next ?? 0);
    const third = await viewImport(admin, importId, second?.next ?? 0);
    expect(third?.faulty.map(({ line }) => line)).toEqual([102]);
    expect(third?.next).toBeNull();
  });

  test('on a page of just 50 have no next one', async () => {
    const importId = await checked(admin, fileOf(...bad(50)));
    expect((await viewImport(admin, importId, -1))?.next).toBeNull();
  });

  test('can be had all at once', async () => {
    const importId = await checked(admin, fileOf(...bad(1001)));
    const sizes: number[] = [];
    for await (const page of (await allProblems(admin, importId)) ?? []) sizes.push(page.length);
    expect(sizes).toEqual([1000, 1]);
  });
});

test('an import of another utility is none', async () => {
  const importId = await imported(admin, fileOf(...people(2)));
  const summit = await administrator(testScope(await testUtility({ utility: 'summit' })));
  expect(await viewImport(summit, importId, -1)).toBeNull();
  expect(await viewProgress(summit, importId)).toBeNull();
  expect(await allProblems(summit, importId)).toBeNull();
  expect(await listImports(summit)).toEqual([]);
  expect(await viewImport(admin, randomUUID(), -1)).toBeNull();
  expect(await listImports(admin)).toMatchObject([{ importId, state: 'finished', added: 2 }]);
});

describe('what is kept of an import', () => {
  const ids = async () => (await db().select().from(userImports)).map(({ importId }) => importId);

  test('goes after 30 days', async () => {
    const importId = await imported(admin, fileOf(...people(2)));
    await deleteOutlivedImports(noonPlus(30 * DAY));
    expect(await ids()).toEqual([importId]);
    await deleteOutlivedImports(noonPlus(30 * DAY + 1));
    expect(await ids()).toEqual([]);
    expect(await db().select().from(userImportRows)).toEqual([]);
  });

  test('goes soon where it was thrown away, and stays as long as it waits to be worked on', async () => {
    const importId = await checked(admin, fileOf(...people(2)));
    const waiting = await send(admin, fileOf(...people(2)));
    await discardImport(admin, importId);
    await deleteOutlivedImports(later(admin, 1).now());
    expect(await ids()).toEqual([waiting]);
    await deleteOutlivedImports(noonPlus(99 * DAY));
    expect(await ids()).toEqual([waiting]);
  });

  test('goes an hour after an upload that never ended', async () => {
    const importId = await send(admin, fileOf(...people(2)));
    await db().update(userImports).set({ state: 'uploading' });
    await deleteOutlivedImports(noonPlus(HOUR));
    expect(await ids()).toEqual([importId]);
    await deleteOutlivedImports(noonPlus(HOUR + 1));
    expect(await ids()).toEqual([]);
  });
});
