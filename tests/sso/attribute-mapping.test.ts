import { describe, expect, test } from 'vitest';
import type { MappingTarget } from '@/lib/sso/attribute-defaults-rules';
import { type AttributeRule, mapAttributes } from '@/lib/sso/attribute-mapping';
import type { PortalAttributes } from '@/lib/sso/attribute-values-rules';
import type { SsoAttributes } from '@/lib/utilities/utility';
import { connectionOf } from '@/tests/support/sso-connection';

const alice = { sub: '00u1', preferred_username: 'alice' };

/** What becomes of Alice where the portal sends something else, or more. */
const mapped = (sends: PortalAttributes, attributes: Partial<SsoAttributes> = {}) =>
  mapAttributes(connectionOf({ attributes, roles: { CSR: ['reps'] } }), { ...alice, ...sends });

function rule(
  target: MappingTarget,
  sends: PortalAttributes,
  attributes?: Partial<SsoAttributes>,
): AttributeRule {
  const found = mapped(sends, attributes).attributes.find((one) => one.target === target);
  if (!found) throw new Error(`No rule for ${target}.`);
  return found;
}

const made = (...args: Parameters<typeof rule>) => {
  const { value, fault } = rule(...args);
  return fault ?? value;
};

test('the rules stand in one order, each with what it was taken from and what stood there', () => {
  const { attributes } = mapped({ email: '', groups: ['reps'] }, { fullName: 'displayName' });
  expect(attributes).toEqual([
    {
      target: 'subject',
      from: ['sub'],
      configured: false,
      found: ['00u1'],
      value: '00u1',
      fault: null,
    },
    {
      target: 'username',
      from: ['preferred_username'],
      configured: false,
      found: ['alice'],
      value: 'alice',
      fault: null,
    },
    {
      target: 'fullName',
      from: ['displayName'],
      configured: true,
      found: [],
      value: null,
      fault: 'missing',
    },
    {
      target: 'email',
      from: ['email'],
      configured: false,
      found: [''],
      value: null,
      fault: 'missing',
    },
    {
      target: 'roles',
      from: ['groups'],
      configured: false,
      found: ['reps'],
      value: 'CSR',
      fault: null,
    },
  ]);
});

describe('an attribute that the operator names', () => {
  test.each([
    ['by a dotted path', 'csi.person.login', { csi: { person: { login: 'bob' } } }],
    ['that has dots itself', 'urn:oid:0.9.2342', { 'urn:oid:0.9.2342': 'bob' }],
    ['by its address', 'http://x.example/claims/upn', { 'http://x.example/claims/upn': 'bob' }],
    ['whose path has keys with dots', 'a.csi.example.b', { a: { 'csi.example': { b: 'bob' } } }],
    ['in whole before its path', 'a.b', { 'a.b': 'bob', a: { b: 'mallory' } }],
    ['past a path that leads nowhere', 'a.b.c', { a: { x: 1 }, 'a.b': { c: 'bob' } }],
  ])('is found %s', (_, username, sends) => {
    expect(made('username', sends, { username })).toBe('bob');
  });

  test.each([
    '__proto__',
    'constructor',
    'constructor.name',
    '__proto__.constructor.name',
    'toString.length',
    'list.length',
    'list.0',
    'text.length',
    'preferred_username.0',
    '.',
    'a..b',
    '',
  ])('that is no attribute of this person is not found: «%s»', (username) => {
    expect(made('username', { list: ['x'], text: 'x' }, { username })).toBe('missing');
  });

  test('is the only one looked at', () => {
    expect(rule('username', {}, { username: 'uid' })).toMatchObject({
      from: ['uid'],
      configured: true,
      value: null,
      fault: 'missing',
    });
    expect(mapped({}, { username: 'uid' }).person).toBeNull();
  });
});

describe('the subject', () => {
  test.each([
    ['any text', 'f:1c:Alice/…', 'f:1c:Alice/…'],
    ['kept as it is, spaces and Unicode form too', ' e\u0301 ', ' e\u0301 '],
    ['a whole number', 4711, '4711'],
    ['the only element of a list', ['00u1'], '00u1'],
    ['said twice', ['00u1', '00u1'], '00u1'],
    ['said beside nothing', ['', null, '00u1'], '00u1'],
    ['of 255 characters', '𝒟'.repeat(255), '𝒟'.repeat(255)],
    ['missing when nothing is there', null, 'missing'],
    ['empty', '', 'empty'],
    ['empty when there are only spaces', '  ', 'empty'],
    ['empty when the list is', [], 'empty'],
    ['several', ['00u1', '00u2'], 'several'],
    ['said a hundred times', Array(100).fill('00u1'), '00u1'],
    ['several when said too often', Array(101).fill('00u1'), 'several'],
    ['several also in another spelling', ['a', 'A'], 'several'],
    ['of 256 characters', '𝒟'.repeat(256), 'too_long'],
    ['of 100 KB', 'x'.repeat(100_000), 'too_long'],
    ['no object', { value: '00u1' }, 'not_text'],
    ['no list in a list', [['00u1']], 'not_text'],
    ['not true', true, 'not_text'],
    ['no fraction', 1.5, 'not_text'],
    ['no number that its neighbour may have been', 2 ** 53, 'not_text'],
    ['of two lines', '00u1\n00u2', 'line_break'],
    ['with a line separator', '00u1\u2028', 'line_break'],
    ['with a tab', '00u1\t', 'control_character'],
    ['with a NUL', '00u1\0', 'control_character'],
    ['with a change of writing direction', '00u1\u202e', 'control_character'],
    ['with half a character', '00u1\ud83d', 'control_character'],
  ])('is %s', (_, sub, becomes) => {
    expect(made('subject', { sub })).toBe(becomes);
  });

  test('is never another claim than sub by default', () => {
    const sends = { sub: undefined, oid: 'x', email: 'alice@harbor.example', NameID: 'x' };
    expect(made('subject', sends)).toBe('missing');
    expect(mapped(sends).person).toBeNull();
  });

  test('of SAML is the NameID', () => {
    const { person } = mapAttributes(connectionOf({ kind: 'saml' }), {
      NameID: 'G-1',
      uid: 'alice',
    });
    expect(person).toMatchObject({ subject: 'G-1', username: 'alice' });
  });

  test('may be any other attribute when the operator says so', () => {
    expect(made('subject', { oid: 'o-1' }, { subject: 'oid' })).toBe('o-1');
  });
});

describe('the username', () => {
  test.each([
    ['as an account keeps it', ' Ａlice ', 'Alice'],
    ['like an email address', "o'neil@harbor.example", "o'neil@harbor.example"],
    ['a number', 10_234, '10234'],
    ['of 64 characters', 'x'.repeat(64), 'x'.repeat(64)],
    ['of 65 characters', 'x'.repeat(65), 'too_long'],
    ['with a domain before it', 'HARBOR\\alice', 'not_a_username'],
    ['of a guest', 'a_b.example#EXT#@harbor.example', 'not_a_username'],
    ['of two words', 'Alice Moreno', 'not_a_username'],
    ['of two lines', 'alice\nbob', 'line_break'],
    ['with a line end', 'alice\n', 'line_break'],
    ['with what cannot be seen', 'alice\u200b', 'not_a_username'],
    ['one of two', ['alice', 'bob'], 'several'],
  ])('%s', (_, preferred_username, becomes) => {
    expect(made('username', { preferred_username })).toBe(becomes);
  });

  test('is taken from the first attribute that has something in it', () => {
    const upn = 'alice@harbor.example';
    expect(rule('username', { preferred_username: '', upn })).toMatchObject({
      from: ['upn'],
      value: upn,
    });
    expect(rule('username', { preferred_username: '', upn: null })).toMatchObject({
      from: ['preferred_username'],
      fault: 'empty',
    });
  });

  test('names everything that was looked for where nothing was found', () => {
    const { from } = rule('username', { preferred_username: undefined });
    expect(from).toEqual(['preferred_username', 'upn', 'unique_name', 'username', 'uid', 'email']);
  });

  describe('from an email address', () => {
    const email = 'alice@harbor.example';
    const sends = (email_verified?: unknown) => ({
      preferred_username: undefined,
      email,
      email_verified,
    });

    test.each([
      [true, email, email],
      ['true', email, email],
      [['true'], email, email],
      [undefined, 'not_verified', email],
      ['perhaps', 'not_verified', email],
      [false, 'not_verified', 'not_verified'],
      ['false', 'not_verified', 'not_verified'],
    ])('that is verified: %j, by default %s, configured %s', (verified, byDefault, configured) => {
      expect(made('username', sends(verified))).toBe(byDefault);
      expect(made('username', sends(verified), { username: 'email' })).toBe(configured);
    });

    test('that nobody verified lets nobody in', () => {
      expect(mapped(sends(false)).person).toBeNull();
    });
  });
});

describe('the full name', () => {
  test.each([
    ['with its spaces collapsed', { name: '  Alice \t  Moreno ' }, 'Alice Moreno'],
    ['composed', { name: 'Zoe\u0308' }, 'Zoë'],
    ['from its parts', { given_name: 'Alice', family_name: 'Moreno' }, 'Alice Moreno'],
    ['from one part', { family_name: 'Moreno' }, 'Moreno'],
    ['from its parts where it is empty', { name: '', given_name: ['Alice'] }, 'Alice'],
    ['of 200 characters', { name: 'x'.repeat(200) }, 'x'.repeat(200)],
    ['of 201 characters', { name: 'x'.repeat(201) }, 'too_long'],
    ['of 100 KB', { name: ' x'.repeat(50_000) }, 'too_long'],
    ['of parts that are too long together', { given_name: 'x'.repeat(199), family_name: 'y' }, 'x'],
    ['missing', {}, 'missing'],
    ['empty', { name: ' ' }, 'missing'],
    ['of two lines', { name: 'Alice\r\nMoreno' }, 'line_break'],
    ['with a part of two lines', { given_name: 'Alice\n', family_name: 'Moreno' }, 'line_break'],
    ['with a NUL', { name: 'Alice\0' }, 'control_character'],
    ['with a change of direction', { name: 'Alice \u202eoneroM' }, 'control_character'],
    ['an object', { name: { en: 'Alice' } }, 'not_text'],
    ['one of two', { name: ['Alice', 'Alicia'] }, 'several'],
  ])('%s', (_, sends, becomes) => {
    const expected = becomes === 'x' ? 'too_long' : becomes;
    expect(made('fullName', sends)).toBe(expected);
  });

  test('says which parts it was taken from', () => {
    expect(rule('fullName', { given_name: 'Alice', family_name: 'Moreno' })).toEqual({
      target: 'fullName',
      from: ['given_name', 'family_name'],
      configured: false,
      found: ['Alice', 'Moreno'],
      value: 'Alice Moreno',
      fault: null,
    });
  });

  test('is not made of parts where the operator named an attribute', () => {
    expect(made('fullName', { given_name: 'Alice' }, { fullName: 'nickname' })).toBe('missing');
  });
});

describe('the email address', () => {
  const email = 'alice@harbor.example';

  test.each([
    ['as it is', { email }, email],
    ['without spaces around it', { email: ` ${email} ` }, email],
    ['verified', { email, email_verified: true }, email],
    ['missing', {}, 'missing'],
    ['an empty text, as some write for none', { email: '' }, 'missing'],
    ['null', { email: null }, 'missing'],
    ['an empty list', { email: [] }, 'missing'],
    ['not verified', { email, email_verified: false }, 'not_verified'],
    ['not verified, in letters', { email, email_verified: 'false' }, 'not_verified'],
    ['missing and not verified', { email: '', email_verified: false }, 'missing'],
    ['no address', { email: 'alice' }, 'not_an_email'],
    ['a list in a text', { email: `${email},bob@harbor.example` }, 'not_an_email'],
    ['several', { email: [email, 'bob@harbor.example'] }, 'several'],
    ['of two lines', { email: `${email}\nBcc: bob@harbor.example` }, 'line_break'],
    ['of 100 KB', { email: `${'a.'.repeat(50_000)}@x.y` }, 'too_long'],
  ])('%s', (_, sends, becomes) => {
    expect(made('email', sends)).toBe(becomes);
  });
});

test('neither a bad name nor a bad address keeps anybody out', () => {
  const { person } = mapped({ name: 'Alice\0', email: 'nowhere', groups: 'reps' });
  expect(person).toEqual({
    subject: '00u1',
    username: 'alice',
    fullName: null,
    email: null,
    roles: ['CSR'],
  });
});

describe('more groups than a provider sends', () => {
  const overage = {
    _claim_names: { groups: 'src1' },
    _claim_sources: {
      src1: { endpoint: 'https://graph.microsoft.com/v1.0/users/1/getMemberObjects' },
    },
  };

  test.each([
    ['in a token', overage],
    ['in a token of the implicit flow', { hasgroups: true }],
    ['in letters', { hasgroups: 'true' }],
    ['beside a role that no rule wants', { ...overage, roles: ['other'] }],
    ['by PingOne', { groups: '[SIZE_LIMIT_EXCEEDED]' }],
  ])('are told %s', (_, sends) => {
    expect(made('roles', sends)).toBe('groups_overage');
  });

  test('are told in SAML', () => {
    const sends = { NameID: 'a', 'http://schemas.microsoft.com/claims/groups.link': 'https://x' };
    const { attributes } = mapAttributes(
      connectionOf({ kind: 'saml', roles: { CSR: ['reps'] } }),
      sends,
    );
    expect(attributes.at(-1)?.fault).toBe('groups_overage');
  });

  test('do not matter to whom app roles give a role, or where roles are not groups', () => {
    expect(made('roles', { ...overage, roles: ['reps'] })).toBe('CSR');
    expect(made('roles', overage, { roles: 'roles' })).toBe('missing');
    expect(made('roles', { hasgroups: true }, { roles: 'roles' })).toBe('missing');
  });
});

describe('what is shown of what stood there', () => {
  test.each([
    ['nothing', undefined, []],
    ['nothing of null', null, []],
    ['null in a list', [null], ['null']],
    ['numbers and truth', [1, true], ['1', 'true']],
    ['an object by its keys', { en: 'Alice', fr: 'Alice' }, ['{ en, fr }']],
    ['a list in a list', [['x']], ['[…]']],
    ['200 characters', '𝒟'.repeat(200), ['𝒟'.repeat(200)]],
    ['no more than 200 characters', '𝒟'.repeat(201), [`${'𝒟'.repeat(200)}…`]],
    ['no control characters', 'a\0b\u202ec\nd\ud83d', ['a\ufffdb\ufffdc\ufffdd\ufffd']],
    ['no more than 20 values', Array(30).fill('x'), Array(20).fill('x')],
  ])('is %s', (_, name, found) => {
    expect(rule('fullName', { name }).found).toEqual(found);
  });
});

test.each([
  ['a text of 10 MB', 'x'.repeat(10_000_000)],
  ['10 MB of spaces', ' '.repeat(10_000_000)],
  ['a million values', Array.from({ length: 1_000_000 }, (_, index) => `g${index}`)],
  ['a million commas', ','.repeat(1_000_000)],
  ['a map of 100,000 keys', Object.fromEntries(Array(100_000).entries())],
])('%s everywhere is refused in no time', (_, value) => {
  const names = ['sub', 'preferred_username', 'name', 'email', 'groups'];
  const began = performance.now();
  const { person } = mapped(Object.fromEntries(names.map((name) => [name, value])));
  expect(person).toBeNull();
  expect(performance.now() - began).toBeLessThan(2000);
});

test('a path is followed into every key with dots, and ends', () => {
  /** Every way to part the path, as far as a few thousand objects go. */
  const parted = (parts: number): Record<string, unknown> =>
    parts === 0
      ? { end: 'bob' }
      : { a: parted(parts - 1), ...(parts > 1 && { 'a.a': parted(parts - 2) }) };
  const sends = parted(15);
  expect(made('username', sends, { username: `${'a.'.repeat(15)}end` })).toBe('bob');
  expect(made('username', sends, { username: `${'a.'.repeat(15)}other` })).toBe('missing');
});
