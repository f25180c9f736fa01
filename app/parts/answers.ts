/** An answer that leads on. Relative: what Next takes for this host is not it. */
export function seeOther(location: string): Response {
  const headers = { Location: location, 'Cache-Control': 'no-store', 'Content-Length': '0' };
  return new Response(null, { status: 303, headers });
}

/** For what can be asked for, but is not there at this utility. */
export function notHere(): Response {
  return new Response(null, { status: 404, headers: { 'Cache-Control': 'no-store' } });
}

/** An answer that is written as it is read, and stops when nobody reads it any more. */
export function streamed(texts: AsyncGenerator<string>, headers: Record<string, string>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await texts.return(undefined);
    },
  });
  return new Response(body, { headers: { 'Cache-Control': 'no-store', ...headers } });
}

/** The headers of a CSV file to keep. */
export function csvHeaders(fileName: string): Record<string, string> {
  return {
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="${fileName}"`,
  };
}
