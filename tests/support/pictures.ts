import { crc32, deflateSync } from 'node:zlib';

/** A logo that is stored as it stands. */
export const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>\n';

export function pngChunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

export interface PngParts {
  width?: number;
  height?: number;
  depth?: number;
  colourType?: number;
  interlace?: number;
  /** Before they are packed; as many as the others ask for, unless given. */
  pixels?: Buffer;
  /** Chunks between IHDR and IDAT. */
  before?: Buffer[];
  /** Chunks between IDAT and IEND. */
  after?: Buffer[];
}

/** A picture, truecolour with alpha unless told otherwise. */
export function png({
  width = 2,
  height = 2,
  depth = 8,
  colourType = 6,
  interlace = 0,
  pixels = Buffer.alloc(height * (1 + Math.ceil((width * (SAMPLES[colourType] ?? 1) * depth) / 8))),
  before = [],
  after = [],
}: PngParts = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType, 0, 0, interlace], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    ...before,
    pngChunk('IDAT', deflateSync(pixels)),
    ...after,
    pngChunk('IEND'),
  ]);
}

const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
