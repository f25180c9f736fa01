import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { decoyFor } from '@/lib/passwords/decoy';
import { parametersOf } from '@/lib/passwords/hash-password';
import type { Scope } from '@/lib/scope';
import { restartedWith } from '@/tests/support/settings';
import { testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;

beforeEach(async () => {
  restartedWith({ ARGON2_ITERATIONS: '1' });
  scope = testScope(await testUtility());
});

/** A lock key as one of many made-up names has it. */
const keyOf = (name: string) => createHash('sha256').update(name).digest();
const parametersFor = async (name: string, utilityId = 'harbor') =>
  parametersOf(await decoyFor(utilityId, keyOf(name)));

async function addPeople(count: number, prefix: string): Promise<void> {
  for (let i = 0; i < count; i += 1) await testUser(scope, { username: `${prefix}${i}` });
}

describe('the hash that a made-up name is compared with', () => {
  test('has today’s parameters where the utility has nobody yet', async () => {
    expect(await parametersFor('nobody')).toBe('m=64,t=1,p=1');
  });

  test('has the parameters that all accounts have, while they keep older ones', async () => {
    await addPeople(3, 'old');
    restartedWith({ ARGON2_ITERATIONS: '3' });
    for (let i = 0; i < 20; i += 1) {
      expect(await parametersFor(`nobody${i}`)).toBe('m=64,t=1,p=1');
    }
  });

  test('has older and newer parameters in the proportion of the accounts', async () => {
    await addPeople(6, 'old');
    restartedWith({ ARGON2_ITERATIONS: '3' });
    await addPeople(2, 'new');
    const found = { 'm=64,t=1,p=1': 0, 'm=64,t=3,p=1': 0 };
    for (let i = 0; i < 400; i += 1) {
      found[(await parametersFor(`nobody${i}`)) as keyof typeof found] += 1;
    }
    expect(found['m=64,t=1,p=1']).toBeGreaterThan(270);
    expect(found['m=64,t=3,p=1']).toBeGreaterThan(70);
    expect(found['m=64,t=1,p=1'] + found['m=64,t=3,p=1']).toBe(400);
  });

  test('is the same one for the same name, on every attempt', async () => {
    await addPeople(1, 'old');
    restartedWith({ ARGON2_ITERATIONS: '3' });
    await addPeople(1, 'new');
    const decoys = await Promise.all(
      Array.from({ length: 10 }, () => decoyFor('harbor', keyOf('nobody'))),
    );
    expect(new Set(decoys).size).toBe(1);
  });

  test('takes after its own utility and no other', async () => {
    await addPeople(2, 'old');
    await testUtility({ utility: 'summit' });
    restartedWith({ ARGON2_ITERATIONS: '3' });
    expect(await parametersFor('nobody')).toBe('m=64,t=1,p=1');
    expect(await parametersFor('nobody', 'summit')).toBe('m=64,t=3,p=1');
  });

  test('has a place for the lowest key and for the highest', async () => {
    await addPeople(2, 'old');
    for (const byte of [0x00, 0xff]) {
      expect(parametersOf(await decoyFor('harbor', Buffer.alloc(32, byte)))).toBe('m=64,t=1,p=1');
    }
  });
});
