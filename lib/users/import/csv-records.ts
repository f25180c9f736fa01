import { Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { delimiterOf } from '@/lib/users/import/column-rules';
import { FileProblem, type FileProblemCode } from '@/lib/users/import/file-problem';
import { LineNumbers } from '@/lib/users/import/line-numbers';
import { utf8Bytes } from '@/lib/users/import/utf8-text';

/** A line of the file: several of its lines where a cell has line breaks. */
export interface CsvRecord {
  /** Where it begins; 1 is the first. */
  line: number;
  cells: string[];
  /** How much of the file was read to its end. */
  bytes: number;
}

/** Longer than any line that describes a person; a quote that is never closed must not fill memory. */
const LONGEST_RECORD = 64 * 1024;
/** Parsed at a time, while everybody else waits. */
const STEP = 32 * 1024;

const PROBLEMS: Record<string, FileProblemCode> = {
  CSV_QUOTE_NOT_CLOSED: 'quote_not_closed',
  CSV_INVALID_CLOSING_QUOTE: 'quote',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'quote',
  INVALID_OPENING_QUOTE: 'quote',
  CSV_MAX_RECORD_SIZE: 'line_too_long',
};

/**
 * The records of a CSV file (RFC 4180; comma, semicolon or tab, as its first line has it), read piece
 * by piece at any size. Empty lines are left out.
 *
 * @throws {FileProblem} where the file cannot be read on
 */
export async function* csvRecords(file: AsyncIterable<Buffer>): AsyncGenerator<CsvRecord> {
  const lines = new LineNumbers();
  const { delimiter, bytes } = await beginning(utf8Bytes(file));
  let line = 1;
  const options: Options<CsvRecord, string[]> = {
    delimiter,
    relax_column_count: true,
    max_record_size: LONGEST_RECORD,
    record_delimiter: ['\r\n', '\n', '\r'],
    trim: delimiter !== '\t',
    // As each is parsed, so that `line` is right when the next one cannot be.
    on_record: (cells: string[], { bytes: read }): CsvRecord | null => {
      const record = { line, cells, bytes: read };
      line = lines.upTo(read);
      return cells.length > 1 || cells[0]?.trim() ? record : null;
    },
  };
  const parser = parse(options as unknown as Options);
  const source = Readable.from(noted(bytes, lines));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    yield* parser as AsyncIterable<CsvRecord>;
  } catch (error) {
    const code = error instanceof CsvError ? PROBLEMS[error.code] : undefined;
    throw code ? new FileProblem(code, line) : error;
  } finally {
    source.destroy();
  }
}

/** Reads the first line ahead, to know by what its cells are delimited. */
async function beginning(bytes: AsyncGenerator<Buffer>) {
  const read: Buffer[] = [];
  let length = 0;
  for (;;) {
    const { value, done } = await bytes.next();
    if (done) break;
    read.push(value);
    length += value.length;
    if (length > LONGEST_RECORD || value.includes('\n') || value.includes('\r')) break;
  }
  if (length === 0) throw new FileProblem('empty', 1);
  const text = Buffer.concat(read).subarray(0, LONGEST_RECORD).toString();
  const delimiter = delimiterOf(text.trimStart().split(/[\r\n]/, 1)[0] ?? '');
  return { delimiter, bytes: together(read, bytes) };
}

async function* together(read: Buffer[], bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* read;
  yield* bytes;
}

async function* noted(bytes: AsyncIterable<Buffer>, lines: LineNumbers): AsyncGenerator<Buffer> {
  for await (const piece of bytes) {
    for (let from = 0; from < piece.length; from += STEP) {
      const step = piece.subarray(from, from + STEP);
      lines.note(step);
      yield step;
    }
  }
}
