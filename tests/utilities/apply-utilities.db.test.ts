import { describe, expect, test } from 'vitest';
import { utilities } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { applyUtilities } from '@/lib/utilities/apply-utilities';
import { checkFile } from '@/lib/utilities/file-checks';
import { domainOwners } from '@/lib/utilities/utility-store';
import { LOGO } from '@/tests/support/pictures';
import { events, plansOf, scope, source } from '@/tests/utilities/sources';

test('creates utilities, each with one event, by the operator', async () => {
  expect(await plansOf(source('harbor'), source('summit'))).toMatchObject([
    { kind: 'create', utilityId: 'harbor' },
    { kind: 'create', utilityId: 'summit' },
  ]);
  expect(await events()).toEqual([
    { utility: 'harbor', type: 'utility.created', details: {}, actor: 'operator' },
    { utility: 'summit', type: 'utility.created', details: {}, actor: 'operator' },
  ]);
});

test('applied again, changes nothing and writes nothing', async () => {
  const logo = checkFile('brand.logo', Buffer.from(LOGO));
  if (typeof logo === 'string') throw new Error(logo);
  const same = source('harbor', { brand: { logo: './l.svg' } }, { files: { 'brand.logo': logo } });
  await plansOf(same);
  const before = await db().select().from(utilities);
  const later = { ...scope, now: () => new Date('2026-03-02T12:00:00Z') };
  expect(await applyUtilities(later, [same])).toMatchObject({ plans: [{ kind: 'unchanged' }] });
  expect(await db().select().from(utilities)).toEqual(before);
  expect(await events()).toHaveLength(1);
});

test('a change stands in the audit list with both its sides', async () => {
  await plansOf(source('harbor'), source('summit'));
  await plansOf(source('harbor', { lockout: { attempts: 5 } }), source('summit'));
  expect((await events()).slice(2)).toEqual([
    {
      utility: 'harbor',
      type: 'utility.changed',
      details: { changes: [{ setting: 'lockout.attempts', from: 3, to: 5 }] },
      actor: 'operator',
    },
  ]);
});

test('a dry run says the same and writes nothing', async () => {
  const outcome = await applyUtilities(scope, [source('harbor')], { dryRun: true });
  expect(outcome).toEqual({ kind: 'applied', plans: [{ kind: 'create', utilityId: 'harbor' }] });
  expect(await db().select().from(utilities)).toEqual([]);
  expect(await events()).toEqual([]);
});

test('two runs at the same time create a utility once', async () => {
  const kinds = await Promise.all([plansOf(source('harbor')), plansOf(source('harbor'))]);
  expect(
    kinds
      .flat()
      .map((plan) => 'kind' in plan && plan.kind)
      .sort(),
  ).toEqual(['create', 'unchanged']);
  expect(await events()).toHaveLength(1);
});

describe('a domain', () => {
  test('of another utility is refused, and then nothing at all is applied', async () => {
    await plansOf(source('harbor'));
    const thief = source('thief', { domains: ['thief.example', 'harbor.example'] });
    expect(await applyUtilities(scope, [source('summit'), thief])).toEqual({
      kind: 'refused',
      conflicts: [
        { source: 1, path: ['domains', 1], message: 'harbor.example belongs to utility "harbor"' },
      ],
    });
    expect(await domainOwners(db())).toEqual(new Map([['harbor.example', 'harbor']]));
  });

  test('moves when one application takes it from one utility and gives it to another', async () => {
    await plansOf(source('harbor', { domains: ['a.example', 'b.example'] }), source('summit'));
    await plansOf(
      source('summit', { domains: ['b.example'] }),
      source('harbor', { domains: ['a.example'] }),
    );
    expect(await domainOwners(db())).toEqual(
      new Map([
        ['a.example', 'harbor'],
        ['b.example', 'summit'],
      ]),
    );
  });
});

test('the same utility twice is refused', async () => {
  expect(await plansOf(source('harbor'), source('harbor'))).toEqual([
    { source: 1, path: ['utility'], message: 'is given twice' },
  ]);
});

test('settings of another version are told and mended by applying', async () => {
  await plansOf(source('harbor'));
  await db()
    .update(utilities)
    .set({ document: { utility: 'harbor', colour: 'blue' } });
  expect(await plansOf(source('harbor'))).toMatchObject([
    { kind: 'change', changes: [{ setting: 'every setting' }] },
  ]);
  expect(await plansOf(source('harbor'))).toMatchObject([{ kind: 'unchanged' }]);
});

test('a failure half-way leaves nothing behind', async () => {
  let calls = 0;
  const now = () => {
    calls += 1;
    if (calls === 2) throw new Error('broken clock');
    return scope.now();
  };
  const both = [source('harbor'), source('summit')];
  await expect(applyUtilities({ ...scope, now }, both)).rejects.toThrow('broken clock');
  expect(await db().select().from(utilities)).toEqual([]);
});
