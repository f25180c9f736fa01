import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Answer } from '@/tests/support/test-provider/answers';

/** Serves a document, with a count of how often it was asked for; ends with the test. */
export async function metadataServer(document: string) {
  const serving = {
    document,
    /** In place of the document. */
    answer: null as Answer | null,
    asked: 0,
    address: '',
  };
  const server = createServer((request, response) => {
    serving.asked += 1;
    if (serving.answer) return void serving.answer(request, response, '');
    response.writeHead(200, { 'Content-Type': 'application/samlmetadata+xml' });
    response.end(serving.document);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  serving.address = `http://localhost:${(server.address() as AddressInfo).port}/metadata`;
  onTestFinished(async () => {
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    await closed;
  });
  return serving;
}
