/** The middle of some numbers, which a noisy minute does not move as it moves their mean. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** `1.23 (1.20 to 1.31)`: the median and how far the rounds lie apart. */
export function spread(numbers: readonly number[], digits = 2): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map((n) => n.toFixed(digits));
  return `${median(numbers).toFixed(digits)} (${least} to ${most})`;
}

/** The value that a share of the numbers does not exceed: `quantile(numbers, 0.95)`. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/**
 * How well a number tells two kinds apart: the area under the ROC curve, which is the chance that one
 * of the second kind is greater than one of the first (Mann and Whitney's U). 0.5 tells nothing.
 */
export function areaUnderRoc(first: readonly number[], second: readonly number[]): number {
  const all = [
    ...first.map((value) => ({ value, isSecond: false })),
    ...second.map((value) => ({ value, isSecond: true })),
  ].sort((a, b) => a.value - b.value);
  let ranks = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end++;
    // Equal ones share the middle of their ranks.
    const rank = (start + 1 + end) / 2;
    for (; start < end; start++) if (all[start]?.isSecond) ranks += rank;
  }
  const u = ranks - (second.length * (second.length + 1)) / 2;
  return u / (first.length * second.length);
}
