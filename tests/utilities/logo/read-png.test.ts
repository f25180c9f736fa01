import { describe, expect, test } from 'vitest';
import { isPng, readPng } from '@/lib/utilities/logo/read-png';
import { type PngParts, png, pngChunk } from '@/tests/support/pictures';

const faultOf = (content: Buffer) => {
  const reading = readPng(content);
  return reading.kind === 'refused' ? reading.fault : 'none';
};

test('a plain picture stays as it is, to the byte', () => {
  const picture = png();
  expect(isPng(picture)).toBe(true);
  expect(readPng(picture)).toEqual({ kind: 'read', content: picture, leftOut: [] });
});

test.each<[string, PngParts]>([
  ['grey of one bit', { colourType: 0, depth: 1, width: 9 }],
  ['truecolour of 16 bits', { colourType: 2, depth: 16 }],
  ['a palette', { colourType: 3, depth: 4, before: [pngChunk('PLTE', Buffer.alloc(9))] }],
  // Passes of 5 × 5 px: 1 row of 1, 1 of 1, 1 of 2, 2 of 1, 1 of 3, 3 of 2, 2 of 5.
  ['interlaced', { width: 5, height: 5, interlace: 1, pixels: Buffer.alloc(11 + 4 * 25) }],
])('takes %s', (_, parts) => {
  expect(readPng(png(parts))).toMatchObject({ kind: 'read' });
});

test('takes 2,000 px a side, and refuses none and one more', () => {
  expect(faultOf(png({ width: 2000, height: 1 }))).toBe('none');
  expect(faultOf(png({ width: 1, height: 2000 }))).toBe('none');
  expect(faultOf(png({ width: 2001, height: 1 }))).toBe('is 2001 × 1 px; each may be 1 to 2,000');
  expect(faultOf(png({ width: 1, height: 2001 }))).toBe('is 1 × 2001 px; each may be 1 to 2,000');
  expect(faultOf(png({ width: 0, height: 1 }))).toContain('is 0 × 1 px');
});

test('leaves out what is about the picture, keeps its colours, and says what it left', () => {
  const gamma = pngChunk('gAMA', Buffer.from([0, 0, 177, 143]));
  const reading = readPng(
    Buffer.concat([
      png({
        before: [gamma, pngChunk('iCCP', Buffer.from('x\0\0z'))],
        after: [
          pngChunk('tEXt', Buffer.from('Author\0Dana')),
          pngChunk('tEXt', Buffer.from('Comment\0hi')),
          pngChunk('eXIf', Buffer.from('MM')),
        ],
      }),
      Buffer.from('<script>alert(1)</script>'),
    ]),
  );
  expect(reading).toEqual({
    kind: 'read',
    content: png({ before: [gamma] }),
    leftOut: ['iCCP', 'tEXt', 'eXIf', 'what stands behind its end'],
  });
});

describe('refuses', () => {
  const whole = png();

  test.each([8, 20, 40, whole.length - 1])('one that is cut off after %i bytes', (bytes) => {
    expect(faultOf(whole.subarray(0, bytes))).toBe('is not whole: it ends too early');
  });

  test('a wrong checksum', () => {
    const broken = Buffer.from(whole);
    broken[20] = 9;
    expect(faultOf(broken)).toBe('is not whole: the checksum of its IHDR is wrong');
  });

  test.each(['acTL', 'fcTL', 'fdAT'])('one that moves (%s)', (type) => {
    expect(faultOf(png({ before: [pngChunk(type)] }))).toBe('moves: a logo stands still');
  });

  test('a chunk that must be understood and is not', () => {
    expect(faultOf(png({ before: [pngChunk('ABCD')] }))).toBe(
      'has a chunk ABCD that PNG does not know',
    );
  });

  test('a chunk without a name', () => {
    expect(faultOf(png({ before: [pngChunk('a<b>')] }))).toContain('a chunk without a name');
  });

  test.each<[string, PngParts]>([
    ['a second header', { before: [pngChunk('IHDR', Buffer.alloc(13))] }],
    ['a palette behind the pixels', { after: [pngChunk('PLTE', Buffer.alloc(3))] }],
    ['pixels in two places', { after: [pngChunk('tIME'), pngChunk('IDAT')] }],
  ])('%s', (_, parts) => {
    expect(faultOf(png(parts))).toBe('is not whole: its chunks are not in their order');
  });

  test('a palette picture without a palette', () => {
    expect(faultOf(png({ colourType: 3, depth: 8 }))).toBe('is not whole: it has no palette');
  });

  test.each<PngParts>([{ depth: 4 }, { colourType: 5 }, { interlace: 2 }])(
    'a format that there is not: %o',
    (parts) => {
      expect(faultOf(png(parts))).toBe('is in a format that PNG does not know');
    },
  );

  test.each([17, 19])('%i bytes of pixels where there must be 18', (bytes) => {
    expect(faultOf(png({ pixels: Buffer.alloc(18) }))).toBe('none');
    expect(faultOf(png({ pixels: Buffer.alloc(bytes) }))).toContain('its pixels are not all there');
  });
});
