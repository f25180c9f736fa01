import { describe, expect, test } from 'vitest';
import {
  chainOrigin,
  firstKeptMonth,
  type StoredEvent,
  sealHash,
  sealMonth,
} from '@/lib/audit/seal-rules';
import { NOON } from '@/tests/support/test-scope';

const event: StoredEvent = {
  utilityId: 'harbor',
  eventId: 7n,
  at: NOON,
  type: 'user.changed',
  actorKind: 'person',
  actorId: '00000000-0000-4000-8000-000000000001',
  actorName: 'danaortiz',
  subjectId: '00000000-0000-4000-8000-000000000002',
  subjectName: 'samlee',
  clientAddress: '198.51.100.7',
  requestId: 'request',
  details: { b: [1, { d: null, c: true }], a: 'é"\n' },
};
const origin = chainOrigin('harbor');
const hashOf = (changed: Partial<StoredEvent> = {}, previous = origin, number = 1n) =>
  sealHash(previous, number, { ...event, ...changed }).toString('hex');

test('a chain that was written stays readable by later versions: the hash of an event is for ever', () => {
  expect(hashOf()).toBe('8eafb1559bb7c6f9775dee615cfdc52b5142c7748def761c82371220ea5f84c7');
});

test('the order in which details have their keys changes nothing', () => {
  expect(hashOf({ details: { a: 'é"\n', b: [1, { c: true, d: null }] } })).toBe(hashOf());
});

test.each<[string, Partial<StoredEvent>]>([
  ['utility', { utilityId: 'valley' }],
  ['id', { eventId: 8n }],
  ['time, by a millisecond', { at: new Date(NOON.getTime() + 1) }],
  ['type', { type: 'user.deleted' }],
  ['kind of actor', { actorKind: 'operator' }],
  ['actor', { actorId: null }],
  ['name of the actor', { actorName: 'danaortis' }],
  ['subject', { subjectId: null }],
  ['name of the subject', { subjectName: null }],
  ['address', { clientAddress: '198.51.100.8' }],
  ['request', { requestId: 'other' }],
  ['details', { details: { b: [1, { d: null, c: false }], a: 'é"\n' } }],
  ['order of a list in the details', { details: { b: [{ d: null, c: true }, 1], a: 'é"\n' } }],
  ['type of a detail', { details: { b: ['1', { d: null, c: true }], a: 'é"\n' } }],
])('another %s is another hash', (_, changed) => {
  expect(hashOf(changed)).not.toBe(hashOf());
});

test('the number and the hash before go into the hash', () => {
  expect(hashOf({}, origin, 2n)).not.toBe(hashOf());
  expect(hashOf({}, chainOrigin('valley'))).not.toBe(hashOf());
});

describe('the month of a seal', () => {
  const at = (iso: string) => new Date(iso);

  test.each([
    ['2026-02-28T23:59:59.999Z', null, '2026-02'],
    ['2026-03-01T00:00:00.000Z', null, '2026-03'],
    ['2026-03-01T00:00:00.000Z', '2026-02', '2026-03'],
  ])('at %s after %s is %s', (now, previous, month) => {
    expect(sealMonth(at(now), previous)).toBe(month);
  });

  test('never goes back, whatever a server’s clock says', () => {
    expect(sealMonth(at('2026-02-28T23:59:59.999Z'), '2026-03')).toBe('2026-03');
  });
});

test.each([
  ['2026-03-31T12:00:00Z', 1, '2026-02'],
  ['2026-03-02T12:00:00Z', 24, '2024-03'],
  ['2026-01-01T00:00:00Z', 1, '2025-12'],
  ['2026-12-31T23:59:59Z', 12, '2025-12'],
])('at %s a limit of %i months keeps %s and what is later', (now, months, month) => {
  expect(firstKeptMonth(new Date(now), months)).toBe(month);
});
