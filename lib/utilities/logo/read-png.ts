import { crc32, inflateSync } from 'node:zlib';

/** A picture without what does not belong to it, or one line that says what is wrong with it. */
export type PngReading =
  | { kind: 'read'; content: Buffer; leftOut: string[] }
  | { kind: 'refused'; fault: string };

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const LARGEST_SIDE = 2_000;

/** What shows the picture in its colours and shape; all else is about it: texts, times, places, cameras. */
const KEPT = new Set('IHDR PLTE tRNS sRGB gAMA cHRM sBIT pHYs IDAT IEND'.split(' '));
const CRITICAL = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND']);
const ANIMATION = new Set(['acTL', 'fcTL', 'fdAT']);

/** Samples of a pixel, and the depths in bits that go with it, by colour type (PNG §11.2.1). */
const COLOUR_TYPES: Record<number, { samples: number; depths: number[] }> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

interface Chunk {
  type: string;
  data: Buffer;
  /** With length and checksum. */
  whole: Buffer;
}

class Refused extends Error {}

export function isPng(content: Buffer): boolean {
  return content.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

/**
 * Reads a picture that {@link isPng} says to be one (PNG, third edition): every chunk whole and in its
 * place, sides of 1 to 2,000 px, as much data as they need. One that moves is refused; notes, profiles
 * and what stands behind the end are left out.
 *
 * What a browser then unpacks is at most 32 MB, however well it was packed.
 */
export function readPng(content: Buffer): PngReading {
  try {
    const { chunks, hasRest } = chunksOf(content);
    checkOrder(chunks);
    checkPixels(chunks);
    const left = chunks.filter(({ type }) => !KEPT.has(type)).map(({ type }) => type);
    const kept = chunks.filter(({ type }) => KEPT.has(type)).map(({ whole }) => whole);
    return {
      kind: 'read',
      content: Buffer.concat([SIGNATURE, ...kept]),
      leftOut: [...new Set(left), ...(hasRest ? ['what stands behind its end'] : [])],
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { kind: 'refused', fault: error.message };
  }
}

function chunksOf(content: Buffer): { chunks: Chunk[]; hasRest: boolean } {
  const chunks: Chunk[] = [];
  let at = SIGNATURE.length;
  while (chunks.at(-1)?.type !== 'IEND') {
    if (at + 12 > content.length) throw new Refused('is not whole: it ends too early');
    const end = at + 12 + content.readUInt32BE(at);
    const type = content.toString('latin1', at + 4, at + 8);
    if (!/^[A-Za-z]{4}$/.test(type))
      throw new Refused('is not whole: it has a chunk without a name');
    if (end > content.length) throw new Refused('is not whole: it ends too early');
    if (crc32(content.subarray(at + 4, end - 4)) !== content.readUInt32BE(end - 4)) {
      throw new Refused(`is not whole: the checksum of its ${type} is wrong`);
    }
    chunks.push({
      type,
      data: content.subarray(at + 8, end - 4),
      whole: content.subarray(at, end),
    });
    at = end;
  }
  return { chunks, hasRest: at < content.length };
}

function checkOrder(chunks: Chunk[]): void {
  const types = chunks.map(({ type }) => type);
  const times = (type: string) => types.filter((other) => other === type).length;
  if (types.some((type) => ANIMATION.has(type))) throw new Refused('moves: a logo stands still');
  // The first letter says whether a reader may do without.
  const strange = types.find((type) => /^[A-Z]/.test(type) && !CRITICAL.has(type));
  if (strange) throw new Refused(`has a chunk ${strange} that PNG does not know`);
  const [first, last] = [types.indexOf('IDAT'), types.lastIndexOf('IDAT')];
  const isInOrder =
    types[0] === 'IHDR' &&
    times('IHDR') === 1 &&
    first > 0 &&
    last - first + 1 === times('IDAT') &&
    times('PLTE') <= 1 &&
    types.indexOf('PLTE') < first;
  if (!isInOrder) throw new Refused('is not whole: its chunks are not in their order');
}

function checkPixels(chunks: Chunk[]): void {
  const header = chunks[0]?.data;
  if (header?.length !== 13) throw new Refused('is not whole: its IHDR is too short or too long');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth = 0, colourType = 0, compression, filter, interlace] = header.subarray(8);
  if (Math.min(width, height) < 1 || Math.max(width, height) > LARGEST_SIDE) {
    throw new Refused(`is ${width} × ${height} px; each may be 1 to 2,000`);
  }
  const colours = COLOUR_TYPES[colourType];
  const isKnown = compression === 0 && filter === 0 && (interlace === 0 || interlace === 1);
  if (!colours?.depths.includes(depth) || !isKnown) {
    throw new Refused('is in a format that PNG does not know');
  }
  if (colourType === 3 && !chunks.some(({ type }) => type === 'PLTE')) {
    throw new Refused('is not whole: it has no palette');
  }
  const bitsPerPixel = colours.samples * depth;
  const bytes = interlace
    ? interlacedBytes(width, height, bitsPerPixel)
    : size(width, height, bitsPerPixel);
  if (unpackedLength(chunks, bytes) !== bytes)
    throw new Refused('is not whole: its pixels are not all there');
}

/** Of rows, each with one byte more that names its filter (PNG §9.2). */
function size(width: number, height: number, bitsPerPixel: number): number {
  return width === 0 ? 0 : height * (1 + Math.ceil((width * bitsPerPixel) / 8));
}

/** The seven passes of Adam7: first column and row, and the steps from there (PNG §8.2). */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

function interlacedBytes(width: number, height: number, bitsPerPixel: number): number {
  return PASSES.reduce((sum, [left, top, across, down]) => {
    const columns = Math.ceil(Math.max(0, width - left) / across);
    const rows = Math.ceil(Math.max(0, height - top) / down);
    return sum + size(columns, rows, bitsPerPixel);
  }, 0);
}

/** @returns how many bytes there are, or -1 for more than expected or what cannot be unpacked */
function unpackedLength(chunks: Chunk[], expected: number): number {
  const packed = Buffer.concat(
    chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data),
  );
  try {
    return inflateSync(packed, { maxOutputLength: expected }).length;
  } catch {
    return -1;
  }
}
