/** What spreadsheets take for the beginning of a formula, in its wide forms too. */
const FORMULA = '[=+\\-@\\t\\r\\n＝＋－＠]';

/**
 * A cell as it may stand in a file that people open in a spreadsheet: what would be run as a formula
 * gets a `'` before it, and so does what begins with one, so that {@link restoredCell} knows them apart.
 *
 * Answers CSV injection (OWASP): a person whose name is a formula would run it on an administrator's
 * machine.
 */
export function neutralCell(text: string): string {
  return new RegExp(`^(?:'|${FORMULA})`).test(text) ? `'${text}` : text;
}

/** What {@link neutralCell} was given: exactly one `'` is taken away, and only where it would put one. */
export function restoredCell(cell: string): string {
  return new RegExp(`^'(?:'|${FORMULA})`).test(cell) ? cell.slice(1) : cell;
}
