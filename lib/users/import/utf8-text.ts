import { isUtf8 } from 'node:buffer';
import { FileProblem } from '@/lib/users/import/file-problem';

const LINE_FEED = 0x0a;

/**
 * Passes a file on if it is UTF-8, without its byte order mark. An occasional wrong letter would
 * become part of somebody's name for ever, so nothing is guessed.
 *
 * @throws {FileProblem} with the line of the first byte that does not fit
 */
export async function* utf8Bytes(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let line = 1;
  /** The beginning of a letter whose rest is in the next piece. */
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    let bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    if (isFirst) {
      bytes = withoutMark(bytes);
      isFirst = false;
    }
    const whole = bytes.length - unfinished(bytes);
    rest = Buffer.from(bytes.subarray(whole));
    bytes = bytes.subarray(0, whole);
    if (!isUtf8(bytes)) throw new FileProblem('not_utf8', line + linesBefore(bytes));
    line += count(bytes);
    yield bytes;
  }
  if (rest.length > 0) throw new FileProblem('not_utf8', line);
}

/** @throws {FileProblem} for what is no text at all */
function withoutMark(bytes: Buffer): Buffer {
  const [first, second, third] = bytes;
  if (first === 0x50 && second === 0x4b && third === 0x03) throw new FileProblem('workbook', 1);
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isMarked || bytes.subarray(0, 1000).includes(0)) throw new FileProblem('utf16', 1);
  return first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes;
}

/** How many bytes at the end begin a letter that is longer (RFC 3629 §3). */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** How many lines of these bytes are UTF-8 before the first that is not. No letter has a line feed in it. */
function linesBefore(bytes: Buffer): number {
  let lines = 0;
  for (let from = 0; ; lines += 1) {
    const end = bytes.indexOf(LINE_FEED, from);
    if (end < 0 || !isUtf8(bytes.subarray(from, end))) return lines;
    from = end + 1;
  }
}

function count(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1))
    lines += 1;
  return lines;
}
