import { expect, test } from 'vitest';
import { describeChange, documentChanges } from '@/lib/utilities/utility-changes';
import type { UtilityDocument } from '@/lib/utilities/utility-document';

const harbor: UtilityDocument = {
  utility: 'harbor',
  name: 'Harbor Power',
  domains: ['csi.harbor.example'],
};

const described = (after: Partial<UtilityDocument>, before: Partial<UtilityDocument> = {}) =>
  documentChanges({ ...harbor, ...before }, { ...harbor, ...after }).map(describeChange);

test('the same document changes nothing', () => {
  expect(described({ session: { idleMinutes: 5 } }, { session: { idleMinutes: 5 } })).toEqual([]);
});

test('says from which value in force to which, also where a default was not written', () => {
  expect(described({ lockout: { attempts: 5 } })).toEqual(['lockout.attempts: 3 → 5']);
  expect(described({}, { lockout: { attempts: 5 } })).toEqual(['lockout.attempts: 5 → 3']);
});

test('another preset shows everything that it brings', () => {
  expect(described({ passwords: { preset: 'modern' } })).toEqual(
    expect.arrayContaining([
      'passwords.preset: classic → modern',
      'passwords.minLength: 8 → 15',
      'passwords.typedTemporary: true → false',
      'passwords.classes.required: 3 → not set',
    ]),
  );
});

test('a default that is now spelt out is told as written, once', () => {
  expect(described({ resetLinkHours: 24 })).toEqual(['resetLinkHours: not set → 24']);
});

test('another order of domains is a change, because the first is canonical', () => {
  expect(
    described({ domains: ['b.example', 'a.example'] }, { domains: ['a.example', 'b.example'] }),
  ).toEqual(['domains: ["a.example","b.example"] → ["b.example","a.example"]']);
});

test('files and secrets only say that they changed', () => {
  expect(describeChange({ setting: 'sso.clientSecret' })).toBe('sso.clientSecret: changed');
});
