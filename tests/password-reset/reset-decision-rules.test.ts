import { describe, expect, test } from 'vitest';
import { type Candidate, resetDecision } from '@/lib/password-reset/reset-decision-rules';
import { portal, type Settings, utilityOf } from '@/tests/support/utility-settings';

interface Named extends Candidate {
  name: string;
}

function account(name: string, fields: Partial<Candidate> = {}): Named {
  return { name, signInMethod: 'password', isLocked: false, isDisabled: false, ...fields };
}

/** The decision as `kind: names`. */
function decide(candidates: Named[], settings: Settings = {}): string {
  const decision = resetDecision(
    utilityOf({ signIn: 'both', sso: portal, ...settings }),
    candidates,
  );
  if (decision.kind === 'nobody') return 'nobody';
  const whom = decision.kind === 'shared' ? decision.accounts : [decision.account];
  return `${decision.kind}: ${whom.map(({ name }) => name).join(', ')}`;
}

const unlocks = { lockout: { resetUnlocks: true } };
const dana = account('dana');
const locked = account('locked', { isLocked: true });
const gone = account('gone', { isDisabled: true });
const sso = account('sso', { signInMethod: 'sso' });

describe('the mailbox of an address gets', () => {
  test('nothing, when nobody has it', () => {
    expect(decide([])).toBe('nobody');
  });

  test('a link, when one account with a password has it', () => {
    expect(decide([dana])).toBe('link: dana');
    expect(decide([dana], unlocks)).toBe('link: dana');
  });

  test('that it is locked, when that account is, unless a reset unlocks', () => {
    expect(decide([locked])).toBe('locked: locked');
    expect(decide([locked], unlocks)).toBe('link: locked');
  });

  test('nothing, when two or more accounts with a password have it', () => {
    const [a, b, c] = [account('a'), account('b'), account('c')];
    expect(decide([a, b])).toBe('shared: a, b');
    expect(decide([a, b, c], unlocks)).toBe('shared: a, b, c');
  });

  test('where to sign in, when only SSO accounts have it', () => {
    expect(decide([sso])).toBe('portal: sso');
    expect(decide([sso, account('sso2', { signInMethod: 'sso' })])).toBe('portal: sso');
  });
});

describe('the first row that fits counts', () => {
  test('two accounts with a password before a lock', () => {
    expect(decide([locked, dana])).toBe('shared: locked, dana');
    expect(decide([locked, account('b', { isLocked: true })])).toBe('shared: locked, b');
  });

  test('an account with a password before SSO accounts, in any order', () => {
    expect(decide([sso, dana])).toBe('link: dana');
    expect(decide([dana, sso])).toBe('link: dana');
    expect(decide([sso, locked])).toBe('locked: locked');
    expect(decide([sso, locked], unlocks)).toBe('link: locked');
  });

  test('two accounts with a password before SSO accounts, which the clash does not name', () => {
    expect(decide([sso, dana, locked])).toBe('shared: dana, locked');
  });
});

describe('a disabled account does not count', () => {
  test('by itself', () => {
    expect(decide([gone])).toBe('nobody');
    expect(decide([{ ...gone, signInMethod: 'sso' }])).toBe('nobody');
    expect(decide([{ ...locked, isDisabled: true }])).toBe('nobody');
  });

  test('beside another one with a password', () => {
    expect(decide([gone, dana])).toBe('link: dana');
    expect(decide([locked, gone])).toBe('locked: locked');
  });

  test('beside two others, and is not named', () => {
    expect(decide([dana, gone, locked])).toBe('shared: dana, locked');
  });

  test('beside an SSO account', () => {
    expect(decide([gone, sso])).toBe('portal: sso');
    expect(decide([{ ...sso, isDisabled: true }, dana])).toBe('link: dana');
  });
});

test('a lock of a name that signs in by SSO stops nothing', () => {
  expect(decide([{ ...sso, isLocked: true }])).toBe('portal: sso');
});

test('at a utility that signs in by its portal alone no password is reset, whatever is left', () => {
  const portalAlone = { signIn: 'sso' } as const;
  expect(decide([dana], portalAlone)).toBe('portal: dana');
  expect(decide([dana, locked], portalAlone)).toBe('portal: dana');
  expect(decide([gone], portalAlone)).toBe('nobody');
});
