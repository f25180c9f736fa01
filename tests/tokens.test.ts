import { describe, expect, test } from 'vitest';
import {
  decryptSecret,
  encryptSecret,
  keyedHash,
  keyId,
  randomSecret,
  secretHash,
} from '@/lib/tokens';

const NEWEST = 'n'.repeat(32);
const OLDER = 'o'.repeat(32);

describe('a random secret', () => {
  test('is 43 characters of base64url, 256 bits', () => {
    const secret = randomSecret();
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  });

  test('is another each time', () => {
    expect(new Set(Array.from({ length: 10_000 }, randomSecret)).size).toBe(10_000);
  });
});

test('what is kept of a secret is its SHA-256', () => {
  expect(secretHash('abc').toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

describe('a keyed hash', () => {
  const hash = (...parts: string[]) => keyedHash(NEWEST, 'test', ...parts).toString('hex');

  test('is the same for the same, 32 bytes', () => {
    expect(hash('a', 'b')).toBe(hash('a', 'b'));
    expect(keyedHash(NEWEST, 'test')).toHaveLength(32);
  });

  test('differs by key, by purpose, and by every part', () => {
    const all = [
      keyedHash(NEWEST, 'test', 'a'),
      keyedHash(OLDER, 'test', 'a'),
      keyedHash(NEWEST, 'other', 'a'),
      keyedHash(NEWEST, 'test', 'b'),
      keyedHash(NEWEST, 'test'),
      keyedHash(NEWEST, 'test', ''),
      keyedHash(NEWEST, 'test', 'a', ''),
    ].map((bytes) => bytes.toString('hex'));
    expect(new Set(all).size).toBe(all.length);
  });

  test('does not run parts into each other', () => {
    expect(hash('ab', 'c')).not.toBe(hash('a', 'bc'));
    expect(hash('a\0\0\0\u0001b')).not.toBe(hash('a', 'b'));
    expect(hash('é')).not.toBe(hash('e\u0301'));
  });

  test('does not run the purpose into the key', () => {
    const [one, other] = [keyedHash(`x${NEWEST}`, 'p'), keyedHash(NEWEST, 'p\0x')];
    expect(one.equals(other)).toBe(false);
  });
});

test('a key’s id is 8 hexadecimal digits, the same each time, and no part of the key', () => {
  expect(keyId(NEWEST)).toMatch(/^[0-9a-f]{8}$/);
  expect(keyId(NEWEST)).toBe(keyId(NEWEST));
  expect(keyId(NEWEST)).not.toBe(keyId(OLDER));
});

describe('an encrypted secret', () => {
  const sealed = encryptSecret(NEWEST, 'harbor sso.clientSecret', 'hunter2 é😀');
  const open = (bytes: Buffer, { key = NEWEST, context = 'harbor sso.clientSecret' } = {}) =>
    decryptSecret(key, context, bytes);

  test('opens with its key and context', () => {
    expect(open(sealed)).toBe('hunter2 é😀');
    expect(open(encryptSecret(NEWEST, 'c', ''), { context: 'c' })).toBe('');
  });

  test('shows nothing of itself, and is another each time', () => {
    expect(sealed.toString('latin1')).not.toContain('hunter2');
    const again = encryptSecret(NEWEST, 'harbor sso.clientSecret', 'hunter2 é😀');
    expect(again.equals(sealed)).toBe(false);
    expect(again.subarray(0, 12).equals(sealed.subarray(0, 12))).toBe(false);
  });

  test('does not open with another key or for another utility', () => {
    expect(() => open(sealed, { key: OLDER })).toThrow();
    expect(() => open(sealed, { context: 'summit sso.clientSecret' })).toThrow();
  });

  test('does not open when any byte was changed', () => {
    for (let place = 0; place < sealed.length; place += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
      expect(() => open(changed)).toThrow();
    }
  });

  test.each([0, 1, 12, 27, 28])('does not open when only %i bytes are left', (length) => {
    expect(() => open(sealed.subarray(0, length))).toThrow();
  });

  test('does not open with a shortened tag, which would be easier to guess', () => {
    const empty = encryptSecret(NEWEST, 'c', '');
    for (const length of [16, 20, 24, 27]) {
      expect(() => open(empty.subarray(0, length), { context: 'c' })).toThrow();
    }
  });
});
