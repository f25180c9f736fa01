import { beforeEach, expect, test } from 'vitest';
import { ssoTestLinks } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { isTestLinkGood, makeTestLink, spendTestLink } from '@/lib/sso/test-links';
import { rowsWith } from '@/tests/support/stored-text';
import { later, MINUTE, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

let door: Scope;

beforeEach(async () => {
  door = testScope(await testUtility());
});

async function linkOf(scope = door): Promise<string> {
  const { address } = await makeTestLink(scope);
  return new URL(address).searchParams.get('link') ?? '';
}

test('a link leads to the utility’s own address, and has 256 random bits', async () => {
  const { address, expiresAt } = await makeTestLink(door);
  expect(address).toMatch(/^https:\/\/csi\.harbor\.example\/sso\/test\?link=[\w-]{43}$/);
  expect(expiresAt).toEqual(noonPlus(15 * MINUTE));
  expect((await makeTestLink(door)).address).not.toBe(address);
});

test('a link is good for one test', async () => {
  const link = await linkOf();
  expect(await spendTestLink(door, link)).toBe(true);
  expect(await spendTestLink(door, link)).toBe(false);
  expect(await isTestLinkGood(door, link)).toBe(false);
});

test('looking uses no link up, however often', async () => {
  const link = await linkOf();
  for (let looks = 0; looks < 3; looks += 1) expect(await isTestLinkGood(door, link)).toBe(true);
  expect(await spendTestLink(door, link)).toBe(true);
});

test('a link is good for 15 minutes', async () => {
  const link = await linkOf();
  const [last, over] = [later(door, 15 * MINUTE - 1), later(door, 15 * MINUTE)];
  expect(await isTestLinkGood(last, link)).toBe(true);
  expect(await isTestLinkGood(over, link)).toBe(false);
  expect(await spendTestLink(over, link)).toBe(false);
  expect(await spendTestLink(last, link)).toBe(true);
});

test('a link is worth nothing at another utility', async () => {
  const summit = testScope(await testUtility({ utility: 'summit' }));
  const link = await linkOf();
  expect(await isTestLinkGood(summit, link)).toBe(false);
  expect(await spendTestLink(summit, link)).toBe(false);
  expect(await isTestLinkGood(door, link)).toBe(true);
});

test.each(['', 'x', `a\0b`, 'x'.repeat(10_000)])('nothing made up is a link (%#)', async (link) => {
  await linkOf();
  expect(await isTestLinkGood(door, link)).toBe(false);
  expect(await spendTestLink(door, link)).toBe(false);
});

test('of many that bring a link at once, one begins a test', async () => {
  const link = await linkOf();
  const begun = await Promise.all(Array.from({ length: 10 }, () => spendTestLink(door, link)));
  expect(begun.filter(Boolean)).toHaveLength(1);
});

test('no link can be read in the database', async () => {
  const link = await linkOf();
  expect(await db().select().from(ssoTestLinks)).toHaveLength(1);
  const rows = await rowsWith(link);
  // Its hash is how it is found.
  expect(rows).toHaveLength(1);
  expect(rows[0]).not.toContain(link);
});
