import { metrics } from '@/lib/metrics';

type Purpose = 'guess' | 'decoy' | 'create' | 'reuse';

/** How many hashes were computed while `work` ran, by purpose; those of none are left out. */
export async function hashesDuring(
  work: () => Promise<unknown>,
): Promise<Partial<Record<Purpose, number>>> {
  const before = await counts();
  await work();
  const after = await counts();
  return Object.fromEntries(
    [...after].flatMap(([purpose, count]) => {
      const computed = count - (before.get(purpose) ?? 0);
      return computed === 0 ? [] : [[purpose, computed]];
    }),
  );
}

async function counts(): Promise<Map<string, number>> {
  const { values } = await metrics().passwordHashes.get();
  return new Map(values.map(({ labels, value }) => [String(labels.purpose), value]));
}
