import { describe, expect, test } from 'vitest';
import { BrokenForm, takeFormFile } from '@/lib/form-file';

const PART =
  'Content-Disposition: form-data; name="file"; filename="x.csv"\r\nContent-Type: text/csv';
const form = (content: string) => `--b\r\n${PART}\r\n\r\n${content}\r\n--b--\r\n`;

/** A form that arrives in pieces of so many bytes. */
function request(text: string, size = 1000, type = 'multipart/form-data; boundary=b'): Request {
  const bytes = Buffer.from(text);
  let at = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(new Uint8Array(bytes.subarray(at, at + size)));
      at += size;
    },
  });
  const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': type } };
  return new Request('http://here.invalid/', init as RequestInit);
}

async function read(name: string, file: AsyncIterable<Buffer>) {
  const pieces: Buffer[] = [];
  for await (const piece of file) pieces.push(piece);
  return [name, Buffer.concat(pieces).toString()];
}

describe('the file of a form', () => {
  test.each([1, 7, 100_000])('arrives whole in pieces of %i bytes', async (size) => {
    expect(await takeFormFile(request(form('a,b\r\n1,2'), size), read)).toEqual([
      'x.csv',
      'a,b\r\n1,2',
    ]);
  });

  test('is read no faster than it is taken', async () => {
    let sent = 0;
    const big = Buffer.from(form('x'.repeat(5_000_000)));
    const body = new ReadableStream(
      {
        pull(controller) {
          if (sent >= big.length) return controller.close();
          controller.enqueue(new Uint8Array(big.subarray(sent, sent + 10_000)));
          sent += 10_000;
        },
      },
      { highWaterMark: 0 },
    );
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const init = { method: 'POST', body, duplex: 'half', headers };
    const slow = new Request('http://here.invalid/', init as RequestInit);
    const ahead = await takeFormFile(slow, async (_, file) => {
      for await (const piece of file) {
        for (let i = 0; i < 100; i += 1) await new Promise((resolve) => setImmediate(resolve));
        return sent - piece.length;
      }
      return 0;
    });
    expect(ahead).toBeLessThan(1_000_000);
  });

  test('that was not chosen has no name and is empty', async () => {
    const none = form('').replace('x.csv', '');
    expect(await takeFormFile(request(none), read)).toEqual(['', '']);
  });
});

describe('a form is broken', () => {
  const whole = form('a,b\r\n1,2');

  test.each([
    ['that breaks off in the file', request(whole.slice(0, -10))],
    ['that breaks off before it', request(whole.slice(0, 40))],
    [
      'without a file',
      request('--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--\r\n'),
    ],
    ['of another type', request(whole, 1000, 'text/plain')],
    ['without a boundary', request(whole, 1000, 'multipart/form-data')],
    ['that is empty', request('')],
  ])('%s', async (_, broken) => {
    await expect(takeFormFile(broken, read)).rejects.toThrow(BrokenForm);
  });
});

test('what goes wrong in taking it is told as it is', async () => {
  const taking = takeFormFile(request(form('a')), async () => {
    throw new Error('no room');
  });
  await expect(taking).rejects.toThrow('no room');
});
