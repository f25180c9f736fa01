/** Lists are counted no further: above it pages say "1,000+". */
export const COUNTED = 1_000;

export interface Counted {
  /** At most {@link COUNTED}. */
  count: number;
  /** Whether there are more than that. */
  hasMore: boolean;
}

/** What pages say of so many; whoever looks for them stops at one more than {@link COUNTED}. */
export function counted(found: number): Counted {
  return { count: Math.min(found, COUNTED), hasMore: found > COUNTED };
}
