import { Agent, fetch as fetchThrough, type RequestInit as UndiciRequestInit } from 'undici';

/** Node does not resolve `x.localhost`, browsers do. */
const toThisMachine = new Agent({
  pipelining: 0,
  connect: {
    lookup: (_host, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
  },
});

/**
 * `fetch` that reaches this machine only: whatever the address's host is, it connects to 127.0.0.1,
 * with that host in the Host header. What a client of the demo portal is told stays here, even if
 * somebody configures it with a real address.
 */
export const loopbackFetch: typeof fetch = async (input, init) => {
  const address = input instanceof Request ? input.url : input;
  const options = { ...init, dispatcher: toThisMachine } as UndiciRequestInit;
  const { status, headers, ...answer } = await answerOf(address, options);
  return new Response(answer.body, { status, headers });
};

/** Read to the end, so that nothing keeps the connection. */
async function answerOf(address: string | URL, options: UndiciRequestInit) {
  const response = await fetchThrough(address, options);
  const bytes = await response.arrayBuffer();
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: bytes.byteLength > 0 ? bytes : null };
}
