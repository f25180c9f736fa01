import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { metrics } from '@/lib/metrics';

const guide = readFileSync('docs/operator-guide.md', 'utf8');
const rows = guide.split('\n').filter((line) => line.startsWith('| `csi_'));
const told = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)(\{(.*?)\})?`/g)]);

test('the guide tells of every metric of ours with its labels, and of none that there is not', () => {
  const ours = metrics()
    .registry.getMetricsAsArray()
    .filter(({ name }) => name.startsWith('csi_'))
    .map((metric) => `${metric.name} ${labelsOf(metric).join()}`.trim());
  expect(told.map(([, name, , labels = '']) => `${name} ${labels}`.trim()).sort()).toEqual(
    ours.sort(),
  );
});

/** As prom-client keeps them; its types do not say so. */
function labelsOf(metric: object): string[] {
  return (metric as { labelNames?: string[] }).labelNames ?? [];
}
