import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import busboy from '@fastify/busboy';

/** The form did not arrive whole, or is none with a file. */
export class BrokenForm extends Error {}

/**
 * Gives the file of a multipart form (RFC 7578) to `take` as it arrives, so that it never stands in
 * memory whole. The file ends with an error where the form breaks off.
 *
 * @param take gets the file's name, empty where none was chosen
 * @returns what `take` returned; what it does not read is passed over
 * @throws {BrokenForm}
 */
export async function takeFormFile<T>(
  request: Request,
  take: (name: string, file: AsyncIterable<Buffer>) => Promise<T>,
): Promise<T> {
  const contentType = request.headers.get('content-type');
  if (!request.body || !contentType) throw new BrokenForm('there is no form');
  const parser = parserOf(contentType);
  const body = Readable.fromWeb(request.body as ReadableStream);
  try {
    return await new Promise<T>((resolve, reject) => {
      let hasFile = false;
      const broken = (error?: unknown) => reject(new BrokenForm('not whole', { cause: error }));
      parser.on('file', (_, file, name: string | undefined) => {
        hasFile = true;
        take(name ?? '', whole(file)).then(resolve, reject);
      });
      parser.on('finish', () => hasFile || broken());
      parser.on('error', broken);
      body.on('error', broken);
      body.pipe(parser);
    });
  } finally {
    body.unpipe();
    body.resume();
  }
}

function parserOf(contentType: string) {
  try {
    const limits = { files: 1, fields: 0, parts: 2 };
    return busboy({ headers: { 'content-type': contentType }, limits });
  } catch (error) {
    throw new BrokenForm('no form with files', { cause: error });
  }
}

async function* whole(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* file;
  } catch (error) {
    throw new BrokenForm('not whole', { cause: error });
  }
}
