import { describe, expect, test } from 'vitest';
import { mapRoles } from '@/lib/sso/role-mapping';

const DN = 'CN=csi-reps,OU=Groups,DC=harbor,DC=example';
const wanted = { CSR: ['csi-reps', DN], CSA: ['csi-admins'], BILL_ADVISOR: ['csi-bills', 'é'] };
const rolesOf = (value: unknown) => mapRoles(wanted, value).roles;

describe('roles are found in', () => {
  test.each([
    ['one text', 'csi-reps'],
    ['a text between spaces', '  csi-reps '],
    ['a list', ['everybody', 'csi-reps']],
    ['a list of one', ['csi-reps']],
    ['a list with commas', 'everybody,csi-reps'],
    ['a list with commas and spaces', 'everybody, csi-reps , staff'],
    ['a list with semicolons', 'everybody; csi-reps'],
    ['lines', 'everybody\r\ncsi-reps'],
    ['a distinguished name', DN],
    ['a distinguished name in a list', [DN]],
    ['distinguished names between semicolons', `CN=all,DC=harbor;${DN}`],
    ['objects with a name', [{ id: 7, name: 'csi-reps' }]],
    ['objects with a value', [{ value: 'csi-reps', $ref: '…' }]],
    ['objects with a name for display', [{ value: '91b3', display: 'csi-reps' }]],
    ['the keys of an object', { 'csi-reps': { 258: 'harbor.example' } }],
    ['the keys of an object of true and false', { 'csi-reps': true, 'csi-admins': false }],
  ])('%s', (_, value) => {
    expect(rolesOf(value)).toEqual(['CSR']);
  });

  test('a number', () => {
    const ids = { CSR: ['1001'], CSA: [], BILL_ADVISOR: [] };
    expect(mapRoles(ids, [1001]).roles).toEqual(['CSR']);
    expect(mapRoles(ids, 1001).roles).toEqual(['CSR']);
  });

  test('another Unicode form', () => {
    expect(rolesOf('e\u0301')).toEqual(['BILL_ADVISOR']);
  });
});

describe('nobody gets a role by', () => {
  test.each([
    ['another case', 'CSI-Reps'],
    ['a part of a value', 'not-csi-reps'],
    ['an element of a list that is one itself', ['x,csi-admins']],
    ['an element of several lines', ['x\ncsi-admins']],
    ['a part of a distinguished name', 'CN=x,OU=csi-admins,csi-admins'],
    ['a key whose value is false', { 'csi-admins': false, 'csi-reps': 'false', 'csi-bills': null }],
    ['an object in a list without a name', [{ 'csi-admins': true }]],
    ['a list in a list', [['csi-admins']]],
    ['an inherited name', [Object.create({ name: 'csi-admins' })]],
    ['a value that begins like one', `csi-admins${' '.repeat(5000)}x`],
    ['true', true],
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
  ])('%s', (_, value) => {
    expect(rolesOf(value)).toEqual([]);
  });

  test('anything at a utility without rules', () => {
    const none = { CSR: [], CSA: [], BILL_ADVISOR: [] };
    expect(mapRoles(none, ['', 'CSR', 'CSA'])).toMatchObject({ roles: [], fault: 'no_rules' });
  });
});

test('each role comes once, in the order of roles, whatever the portal sent first', () => {
  const { roles, rules } = mapRoles(wanted, [
    'csi-bills',
    'csi-reps',
    DN,
    'csi-admins',
    'csi-reps',
  ]);
  expect(roles).toEqual(['CSR', 'CSA', 'BILL_ADVISOR']);
  expect(rules).toEqual([
    { role: 'CSR', wanted: ['csi-reps', DN], matched: ['csi-reps', DN] },
    { role: 'CSA', wanted: ['csi-admins'], matched: ['csi-admins'] },
    { role: 'BILL_ADVISOR', wanted: ['csi-bills', 'é'], matched: ['csi-bills'] },
  ]);
});

test('one value may give several roles', () => {
  const both = { CSR: ['staff'], CSA: ['staff'], BILL_ADVISOR: [] };
  expect(mapRoles(both, 'staff').roles).toEqual(['CSR', 'CSA']);
});

describe('values that no rule wants', () => {
  test('are told once each, to be copied', () => {
    expect(mapRoles(wanted, ['staff', 'csi-reps', 'staff', ' guests ', '']).unused).toEqual([
      'staff',
      'guests',
    ]);
  });

  test('are whole up to the length that a rule may have, and can be seen', () => {
    const longest = 'x'.repeat(512);
    expect(mapRoles(wanted, [longest]).unused).toEqual([longest]);
    expect(mapRoles(wanted, [`${longest}x`]).unused).toEqual([`${longest}…`]);
    expect(mapRoles(wanted, ['a\0\u202eb']).unused).toEqual(['a\ufffd\ufffdb']);
  });

  test('keep a distinguished name whole', () => {
    expect(mapRoles(wanted, 'CN=all,OU=Groups').unused).toEqual(['CN=all,OU=Groups']);
  });
});

describe('what is wrong is told', () => {
  test.each([
    ['of no value', [], 'empty'],
    ['of an empty text', ' ', 'empty'],
    ['of values that no rule wants', ['staff'], 'no_match'],
    ['of true', true, 'not_text'],
    ['of a list without a text', [true, {}], 'not_text'],
    ['of a text of more than 100,000 characters', 'x'.repeat(100_001), 'too_long'],
    ['of a text of 100,000 characters', 'x'.repeat(100_000), 'no_match'],
    ['not of a role', ['csi-reps'], null],
  ])('%s', (_, value, fault) => {
    expect(mapRoles(wanted, value).fault).toBe(fault);
  });

  test('of the 501st value, which is not looked at', () => {
    const others = Array.from({ length: 500 }, (_, index) => `group-${index}`);
    const last = [...others.slice(1), 'csi-reps'];
    expect(mapRoles(wanted, last)).toMatchObject({ roles: ['CSR'], fault: null });
    expect(mapRoles(wanted, [...others, 'csi-reps'])).toMatchObject({
      roles: [],
      fault: 'too_many',
    });
    expect(mapRoles(wanted, ['csi-admins', ...others])).toMatchObject({
      roles: ['CSA'],
      fault: 'too_many',
    });
  });
});
