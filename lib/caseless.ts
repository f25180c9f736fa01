/**
 * A text as it is compared without regard to case or Unicode form: NFKC, then folded.
 *
 * Down, up and down again, so that `ẞ`, `ß` and `SS` come out alike; `ς` is a `σ` at a word's end.
 */
export function caseless(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFKC');
}
