import { expect, test } from 'vitest';
import { dayAfter, isDay, startOfDay } from '@/lib/audit-list/day-rules';

test.each(['2026-03-02', '2024-02-29', '2000-02-29', '1000-01-01', '2999-12-31'])(
  '%s is a day',
  (text) => {
    expect(isDay(text)).toBe(true);
  },
);

test.each([
  '',
  '2026-02-29',
  '2100-02-29',
  '2026-02-30',
  '2026-13-01',
  '2026-00-10',
  '2026-01-00',
  '2026-1-1',
  '0999-12-31',
  '3000-01-01',
  '9999-12-31',
  '+12026-01-01',
  '2026-03-02T00:00:00Z',
  '2026-03-02\0',
  '٢٠٢٦-٠٣-٠٢',
])('%j is none', (text) => {
  expect(isDay(text)).toBe(false);
});

test.each([
  ['2026-03-02', '2026-03-03'],
  ['2026-02-28', '2026-03-01'],
  ['2024-02-28', '2024-02-29'],
  ['2026-12-31', '2027-01-01'],
  ['2999-12-31', '3000-01-01'],
])('after %s comes %s', (day, next) => {
  expect(dayAfter(day)).toBe(next);
});

test.each([
  ['2026-03-02', 'UTC', '2026-03-02T00:00:00.000Z'],
  ['2026-03-02', 'America/New_York', '2026-03-02T05:00:00.000Z'],
  ['2026-07-02', 'America/New_York', '2026-07-02T04:00:00.000Z'],
  // The day on which the clocks change begins by the time of before.
  ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
  ['2026-03-09', 'America/New_York', '2026-03-09T04:00:00.000Z'],
  ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
  ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
  ['2026-03-02', 'Pacific/Kiritimati', '2026-03-01T10:00:00.000Z'],
  ['2026-03-02', 'Pacific/Pago_Pago', '2026-03-02T11:00:00.000Z'],
  ['2026-03-02', 'Asia/Kathmandu', '2026-03-01T18:15:00.000Z'],
  // Midnight itself was left out.
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  // The whole day was left out.
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
])('%s begins in %s at %s', (day, timeZone, instant) => {
  expect(startOfDay(day, timeZone).toISOString()).toBe(instant);
});

test.each(['1000-01-01', '2999-12-31'])('the calendar’s ends have a beginning: %s', (day) => {
  expect(startOfDay(dayAfter(day), 'America/New_York').getTime()).not.toBeNaN();
});
