import { describe, expect, test } from 'vitest';
import { instantOf, localOf } from '@/lib/local-time-rules';

const NEW_YORK = 'America/New_York';
const iso = (local: string, zone: string) => instantOf(local, zone)?.toISOString() ?? null;

describe('a local time', () => {
  test.each([
    ['2026-11-22T08:30', 'UTC', '2026-11-22T08:30:00.000Z'],
    ['2026-11-22T08:30', NEW_YORK, '2026-11-22T13:30:00.000Z'],
    ['2026-07-04T08:30', NEW_YORK, '2026-07-04T12:30:00.000Z'],
    ['2026-11-22 08:30', NEW_YORK, '2026-11-22T13:30:00.000Z'],
    [' 2026-11-22T08:30:59 ', 'UTC', '2026-11-22T08:30:00.000Z'],
    ['2026-11-22T08:30:15.123', 'UTC', '2026-11-22T08:30:00.000Z'],
    ['2026-01-01T00:00', 'Asia/Kolkata', '2025-12-31T18:30:00.000Z'],
    ['2026-01-01T00:00', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z'],
    ['2026-01-01T00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
    ['2026-12-31T23:59', 'Pacific/Pago_Pago', '2027-01-01T10:59:00.000Z'],
    ['2024-02-29T12:00', 'Pacific/Honolulu', '2024-02-29T22:00:00.000Z'],
  ])('%s in %s is %s', (local, zone, expected) => {
    expect(iso(local, zone)).toBe(expected);
  });

  test.each([
    ['that comes twice is the first', '2026-11-01T01:30', NEW_YORK, '2026-11-01T05:30:00.000Z'],
    ['just before', '2026-11-01T00:59', NEW_YORK, '2026-11-01T04:59:00.000Z'],
    ['just after', '2026-11-01T02:00', NEW_YORK, '2026-11-01T07:00:00.000Z'],
    ['the last before a gap', '2026-03-08T01:59', NEW_YORK, '2026-03-08T06:59:00.000Z'],
    ['that is left out counts on', '2026-03-08T02:30', NEW_YORK, '2026-03-08T07:30:00.000Z'],
    ['the first after a gap', '2026-03-08T03:00', NEW_YORK, '2026-03-08T07:00:00.000Z'],
    ['in a gap at midnight', '2026-09-06T00:30', 'America/Santiago', '2026-09-06T04:30:00.000Z'],
    [
      'in half an hour’s gap',
      '2026-10-04T02:15',
      'Australia/Lord_Howe',
      '2026-10-03T15:45:00.000Z',
    ],
    [
      'in half an hour that comes twice',
      '2026-04-05T01:45',
      'Australia/Lord_Howe',
      '2026-04-04T14:45:00.000Z',
    ],
  ])('around a change of clocks, %s', (_, local, zone, expected) => {
    expect(iso(local, zone)).toBe(expected);
  });

  test.each([
    '',
    'yesterday',
    '2026-11-22',
    '2026-11-22T8:30',
    '2026-02-29T12:00',
    '2026-02-30T12:00',
    '2026-13-01T12:00',
    '2026-00-10T12:00',
    '2026-10-00T12:00',
    '2026-10-32T12:00',
    '2026-10-10T24:00',
    '2026-10-10T12:60',
    '-2026-10-10T12:00',
    '12026-10-10T12:00',
    '2026-11-22T08:30Z',
    '2026-11-22T08:30+01:00',
    '2026-11-22T08:30; drop table users',
    '２０２６-11-22T08:30',
    '2026-11-22T08:30\0',
  ])('that is none, is none: %j', (local) => {
    expect(instantOf(local, NEW_YORK)).toBeNull();
  });

  test('of the first century is none of the twentieth', () => {
    expect(iso('0045-01-01T00:00', 'UTC')).not.toBe('1945-01-01T00:00:00.000Z');
  });

  test('reads what it has shown, all through a year', () => {
    for (const zone of [NEW_YORK, 'Australia/Lord_Howe']) {
      const start = Date.UTC(2026, 0, 1);
      // Eleven hours a step pass every hour of the day, and not the one that comes twice.
      for (let hour = 0; hour < 365 * 24; hour += 11) {
        const at = new Date(start + hour * 3_600_000);
        expect(instantOf(localOf(at, zone), zone)).toEqual(at);
      }
    }
  });
});
