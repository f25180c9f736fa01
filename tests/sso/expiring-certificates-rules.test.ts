import { describe, expect, test } from 'vitest';
import {
  certificateEnds,
  certificatesRunningOut,
  type SamlDeadlines,
} from '@/lib/sso/expiring-certificates-rules';
import { DAY, HOUR, NOON, noonPlus } from '@/tests/support/test-scope';

const NONE: SamlDeadlines = { portal: [], service: [], metadata: [], description: null };
const running = (deadlines: Partial<SamlDeadlines>) =>
  certificatesRunningOut({ ...NONE, ...deadlines }, NOON);
const key = (
  purpose: 'signing' | 'encryption',
  state: 'current' | 'next' | 'former',
  inMs: number,
) => ({ purpose, state, expiresAt: noonPlus(inMs) });

test('where nothing is known nothing runs out', () => {
  expect(running({})).toEqual([]);
});

describe.each(['portal', 'metadata'] as const)('a certificate of the %s', (whose) => {
  const of = (...ends: number[]) => running({ [whose]: ends.map(noonPlus) });

  test('is announced thirty days before its end, and not a moment earlier', () => {
    const expiresAt = noonPlus(30 * DAY);
    expect(of(30 * DAY)).toEqual([{ whose, expiresAt, isOver: false, hasSuccessor: false }]);
    expect(of(30 * DAY + 1)).toEqual([]);
  });

  test('is told as over from its end on', () => {
    expect(of(0)).toMatchObject([{ isOver: true }]);
    expect(of(1)).toMatchObject([{ isOver: false }]);
  });

  test('has a successor where another lasts, whichever stands first', () => {
    const expiresAt = noonPlus(DAY);
    const announced = [{ whose, expiresAt, isOver: false, hasSuccessor: true }];
    expect(of(DAY, 400 * DAY)).toEqual(announced);
    expect(of(400 * DAY, DAY)).toEqual(announced);
    expect(of(-DAY, 400 * DAY)).toMatchObject([{ isOver: true, hasSuccessor: true }]);
  });

  test('has none in one that runs out soon too: then the last of them counts', () => {
    const expiresAt = noonPlus(20 * DAY);
    expect(of(DAY, 20 * DAY)).toEqual([{ whose, expiresAt, isOver: false, hasSuccessor: false }]);
  });
});

describe('keys of ours', () => {
  test('are announced as long before, by the first of those in use', () => {
    const expiresAt = noonPlus(30 * DAY);
    const other = key('encryption', 'current', 90 * DAY);
    expect(running({ service: [key('signing', 'current', 30 * DAY), other] })).toEqual([
      { whose: 'service', expiresAt, isOver: false, hasSuccessor: false },
    ]);
    expect(running({ service: [key('signing', 'current', 30 * DAY + 1), other] })).toEqual([]);
  });

  test('have a successor when for each purpose that ends the next is made', () => {
    const ending = [key('signing', 'current', DAY), key('encryption', 'current', 2 * DAY)];
    const nextSigning = key('signing', 'next', 900 * DAY);
    const nextEncryption = key('encryption', 'next', 900 * DAY);
    expect(running({ service: [...ending, nextSigning] })).toMatchObject([{ hasSuccessor: false }]);
    expect(running({ service: [...ending, nextSigning, nextEncryption] })).toMatchObject([
      { expiresAt: noonPlus(DAY), hasSuccessor: true },
    ]);
  });

  test('that are former or not used yet are not announced', () => {
    const service = [key('signing', 'former', -DAY), key('signing', 'next', DAY)];
    expect(running({ service })).toEqual([]);
  });
});

describe('a description that says how long it is good', () => {
  const described = (validInMs: number, takenBeforeMs: number, isRefreshed: boolean) =>
    running({
      description: {
        validUntil: noonPlus(validInMs),
        takenAt: noonPlus(-takenBeforeMs),
        isRefreshed,
      },
    });

  test('is announced thirty days before its end where it is a file', () => {
    expect(described(30 * DAY, 0, false)).toEqual([
      { whose: 'description', expiresAt: noonPlus(30 * DAY), isOver: false, hasSuccessor: false },
    ]);
    expect(described(30 * DAY + 1, 0, false)).toEqual([]);
  });

  test('is not while it is renewed by itself, however short it is good', () => {
    expect(described(HOUR, HOUR - 1, true)).toEqual([]);
    expect(described(7 * DAY, DAY, true)).toEqual([]);
  });

  test('is when half of its time has passed and no newer one came', () => {
    expect(described(HOUR, HOUR, true)).toMatchObject([{ isOver: false }]);
    expect(described(29 * DAY, 336 * DAY, true)).toMatchObject([{ isOver: false }]);
    expect(described(31 * DAY, 334 * DAY, true)).toEqual([]);
  });

  test('is told as over from its end on', () => {
    expect(described(0, DAY, true)).toMatchObject([{ isOver: true }]);
    expect(described(1, DAY, false)).toMatchObject([{ isOver: false }]);
  });
});

test('everything that runs out is told, each by itself', () => {
  const all = running({
    portal: [noonPlus(DAY)],
    metadata: [noonPlus(DAY)],
    service: [key('signing', 'current', DAY)],
    description: { validUntil: noonPlus(DAY), takenAt: NOON, isRefreshed: false },
  });
  expect(all.map(({ whose }) => whose)).toEqual(['portal', 'metadata', 'service', 'description']);
});

test('nobody needs to act until the last of several ends, or the first of our own in use', () => {
  const [soon, late] = [noonPlus(DAY), noonPlus(90 * DAY)];
  const service = [
    key('signing', 'current', 90 * DAY),
    key('encryption', 'current', DAY),
    key('signing', 'former', -DAY),
    key('signing', 'next', 2 * DAY),
  ];
  const ends = { portal: [soon, late], metadata: [late, soon], service, description: null };
  expect(certificateEnds(ends)).toEqual({ portal: late, metadata: late, service: soon });
  expect(certificateEnds(NONE)).toEqual({
    portal: undefined,
    metadata: undefined,
    service: undefined,
  });
});
