import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test as it, onTestFinished } from 'vitest';
import { refuseSelfFetch } from '@/lib/door/self-fetch';

it('Next’s fetches from itself, which carry cookies, never leave the process; others do', async () => {
  const asked: string[] = [];
  const server = createServer((req, res) => {
    asked.push(req.url ?? '');
    res.end('there');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { fetch } = globalThis;
  onTestFinished(() => {
    globalThis.fetch = fetch;
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  refuseSelfFetch();
  const own = { headers: { cookie: 'csi-session=secret' }, next: { internal: 1 } } as RequestInit;
  expect((await globalThis.fetch(`${origin}/own`, own)).status).toBe(421);
  expect(await (await globalThis.fetch(`${origin}/other`)).text()).toBe('there');
  expect(asked).toEqual(['/other']);
});
