import type { Column } from '@/lib/users/import/column-rules';

/** Why a file as a whole cannot be read; nothing of it is imported. */
export type FileProblemCode =
  | 'empty'
  /** A workbook, as Excel saves it by default. */
  | 'workbook'
  | 'utf16'
  /** Bytes that are no UTF-8: mostly Windows-1252. */
  | 'not_utf8'
  /** From here on nobody can say what belongs to which cell. */
  | 'quote'
  /** The quotation mark that begins a cell of this line is closed nowhere. */
  | 'quote_not_closed'
  | 'line_too_long'
  | 'columns_missing'
  | 'column_twice'
  /** A heading, and nobody under it. */
  | 'nobody';

/** Ends the reading of a file. */
export class FileProblem extends Error {
  constructor(
    readonly code: FileProblemCode,
    /** 1 is the first. */
    readonly line: number,
    readonly columns?: Column[],
  ) {
    super(`${code} at line ${line}`);
  }
}
