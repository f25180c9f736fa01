import { expect, test } from 'vitest';
import { neutralCell, restoredCell } from '@/lib/csv-cells';

test.each(['=1+1', '+1', '-x', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1', '－x'])(
  '%j is no formula any more',
  (cell) => {
    expect(neutralCell(cell)).toBe(`'${cell}`);
  },
);

test.each(['Dana Ortiz', '', 'a=b', 'x-y', 'd@harbor.example', ' =1'])('%j stays', (cell) => {
  expect(neutralCell(cell)).toBe(cell);
});

test.each(["'x", "''x", "'-x", "'", "''", '-x', '=1', "O'Neil", 'x', ''])(
  '%j comes back as it was',
  (text) => {
    expect(restoredCell(neutralCell(text))).toBe(text);
  },
);

test('a quote that we would not have put stays: a name may begin with one', () => {
  expect(restoredCell("'s Gravesande")).toBe("'s Gravesande");
});
