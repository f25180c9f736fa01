import { beforeEach, describe, expect, test } from 'vitest';
import { lockKeys } from '@/lib/lockout/lock-key';
import { restartedWith } from '@/tests/support/settings';

const NEWEST = 'n'.repeat(32);
const OLDER = 'o'.repeat(32);
const settings = { DATABASE_URL: 'postgres://nowhere.invalid/csi' };

beforeEach(() => restartedWith({ ...settings, AUTH_SECRET: `${NEWEST},${OLDER}` }));

const keys = (utilityId: string, username: string) =>
  lockKeys(utilityId, username).map((key) => key.toString('hex'));

test('there is one for each AUTH_SECRET, the newest first', () => {
  const [newest, older] = keys('harbor', 'danaortiz');
  restartedWith({ ...settings, AUTH_SECRET: NEWEST });
  expect(keys('harbor', 'danaortiz')).toEqual([newest]);
  restartedWith({ ...settings, AUTH_SECRET: OLDER });
  expect(keys('harbor', 'danaortiz')).toEqual([older]);
});

describe('a name has the same key', () => {
  test.each([
    ['in another case', 'DanaOrtiz'],
    ['with spaces around it', '  danaortiz\t'],
    ['in another Unicode form', 'ｄａｎａｏｒｔｉｚ'],
  ])('%s', (_, typed) => {
    expect(keys('harbor', typed)).toEqual(keys('harbor', 'danaortiz'));
  });
});

test('another name, another utility, or a letter moved between the two has another key', () => {
  const all = [
    ['harbor', 'danaortiz'],
    ['harbor', 'danaortis'],
    ['summit', 'danaortiz'],
    ['harbord', 'anaortiz'],
    ['harbo', 'rdanaortiz'],
  ] as const;
  expect(new Set(all.flatMap(([utilityId, name]) => keys(utilityId, name))).size).toBe(10);
});

test('nothing of what was typed can be read in it', () => {
  for (const key of lockKeys('harbor', 'my-password')) {
    expect(key).toHaveLength(32);
    expect(key.toString('latin1')).not.toContain('my-password');
  }
});

test('whatever is typed has one', () => {
  for (const typed of ['', ' ', '\0', '\ud800', 'x'.repeat(10_000), '<script>']) {
    expect(lockKeys('harbor', typed)).toHaveLength(2);
  }
});
