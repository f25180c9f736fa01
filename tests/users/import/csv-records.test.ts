import { describe, expect, test } from 'vitest';
import { csvRecords } from '@/lib/users/import/csv-records';
import { FileProblem } from '@/lib/users/import/file-problem';

const HEADING = 'Full Name,Username,Email Address,Roles';

/** A file in pieces of so many bytes. */
async function* pieces(content: string | Buffer, size: number) {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Buffer, size = 1_000_000) {
  const records: [number, ...string[]][] = [];
  try {
    for await (const { line, cells } of csvRecords(pieces(content, size))) {
      records.push([line, ...cells]);
    }
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    return { records, problem: [error.code, error.line] };
  }
  return { records };
}

const rows = async (content: string | Buffer, size?: number) => (await read(content, size)).records;
const problem = async (content: string | Buffer, size?: number) =>
  (await read(content, size)).problem;

describe('a file', () => {
  test.each([',', ';', '\t'])('is delimited by %j as its heading is', async (delimiter) => {
    const file = [HEADING, 'Dana,dana,d@x.example,CSR'].join('\n').replaceAll(',', delimiter);
    expect((await rows(file))[1]).toEqual([2, 'Dana', 'dana', 'd@x.example', 'CSR']);
  });

  test.each(['\n', '\r\n', '\r'])('may end its lines with %j', async (end) => {
    const file = [HEADING, '', '"a', 'b",2', 'c,3', ''].join(end);
    expect(await rows(file)).toEqual([
      [1, ...HEADING.split(',')],
      [3, `a${end}b`, '2'],
      [5, 'c', '3'],
    ]);
  });

  test('may end them in several ways', async () => {
    expect((await rows(`${HEADING}\r\na,1\nb,2\rc,3`)).slice(1)).toEqual([
      [2, 'a', '1'],
      [3, 'b', '2'],
      [4, 'c', '3'],
    ]);
  });

  test('is the same in pieces of any size, with a byte order mark or without', async () => {
    const file = `${HEADING}\r\n"Zoë ""Z"" O’Neil, 山田 𝒟",zoe,,\r\n\r\n"a\r\nb",c,,\r\nd,,,\r\n`;
    const whole = await rows(file);
    expect(whole.map(([line]) => line)).toEqual([1, 2, 4, 6]);
    expect(whole[1]?.[1]).toBe('Zoë "Z" O’Neil, 山田 𝒟');
    for (const size of [1, 2, 3, 5, 7, 64]) {
      expect(await rows(file, size)).toEqual(whole);
      expect(await rows(`\ufeff${file}`, Math.max(3, size))).toEqual(whole);
    }
  });

  test('of empty lines has none', async () => {
    expect(await rows('\n\n \n')).toEqual([]);
  });
});

describe('a file that cannot be read', () => {
  test('is empty', async () => {
    expect(await problem('')).toEqual(['empty', 1]);
    expect(await problem('\ufeff')).toEqual(['empty', 1]);
  });

  test('is in Windows-1252, told with the first line that shows it', async () => {
    const latin = Buffer.from(`${HEADING}\na,b\nRen\u00e9,c\n`, 'latin1');
    for (const size of [1, 3, 1000]) expect(await problem(latin, size)).toEqual(['not_utf8', 3]);
  });

  test('ends within a letter', async () => {
    const file = Buffer.from(`${HEADING}\nRené`);
    for (const size of [1, 1000]) {
      expect(await problem(file.subarray(0, -1), size)).toEqual(['not_utf8', 2]);
    }
  });

  test.each([
    ['with a mark', Buffer.from(`\ufeff${HEADING}`, 'utf16le')],
    ['without', Buffer.from(HEADING, 'utf16le')],
    ['with its bytes the other way round', Buffer.from(`\ufeff${HEADING}`, 'utf16le').swap16()],
  ])('is in UTF-16 %s', async (_, file) => {
    expect(await problem(file)).toEqual(['utf16', 1]);
  });

  test('is a workbook', async () => {
    expect(await problem(Buffer.from('PK\x03\x04…'))).toEqual(['workbook', 1]);
  });

  test('has a quote that is closed nowhere, told with the line where it opens', async () => {
    expect(await problem(`${HEADING}\na,1\n"b,2\nc,3\n`)).toEqual(['quote_not_closed', 3]);
  });

  test('has a quote that is closed by that of another line', async () => {
    expect(await problem(`${HEADING}\na,1\n"b,2\nc,3\n"d",4\n`)).toEqual(['quote', 3]);
  });

  test('has a quote in the middle of a cell', async () => {
    expect(await problem(`${HEADING}\na,1\nDana "D" Ortiz,2\n`)).toEqual(['quote', 3]);
  });

  test('has a line longer than any about a person', async () => {
    const file = (length: number) => `${HEADING}\na,1\n${'x'.repeat(length)},2\n`;
    expect((await rows(file(65_000))).length).toBe(3);
    expect(await problem(file(65_537))).toEqual(['line_too_long', 3]);
    expect(await problem(`${HEADING}\n"${'x\n'.repeat(50_000)}`)).toEqual(['line_too_long', 2]);
  });
});
