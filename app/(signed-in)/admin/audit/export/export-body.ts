import type { StoredEvent } from '@/lib/audit/seal-rules';
import { log } from '@/lib/log';
import type { Say } from '../event-words';
import { exportedEvent } from './exported-event';
import { writeCsv } from './write-csv';
import { JSON_END, writeJson } from './write-json';

export const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8', write: writeCsv, end: '' },
  json: { type: 'application/json', write: writeJson, end: JSON_END },
};

/**
 * The pages of an export as they are asked for: a slow reader holds one of them in memory. What fails
 * on the way breaks the answer off, so that half a list is not taken for a whole one.
 */
export function exportBody(
  say: Say,
  pages: AsyncGenerator<StoredEvent[], void>,
  format: keyof typeof FORMATS,
): ReadableStream<Uint8Array> {
  const texts = textsOf(say, pages, format);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await texts.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        log().warn({ err: error }, 'an export broke off');
        throw error;
      }
    },
    async cancel() {
      await texts.return();
    },
  });
}

async function* textsOf(
  say: Say,
  pages: AsyncGenerator<StoredEvent[], void>,
  format: keyof typeof FORMATS,
): AsyncGenerator<string, void> {
  const { write, end } = FORMATS[format];
  let isFirst = true;
  for await (const page of pages) {
    const events = page.map((event) => exportedEvent(say, event));
    yield write(events, isFirst);
    isFirst = false;
  }
  yield end;
}
