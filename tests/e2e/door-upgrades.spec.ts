import { connect } from 'node:net';
import { expect, test } from '@/tests/e2e/support/test';

/** What the server says to a request that wants another protocol, until it has said a line. */
function upgrade(port: number, path: string, host: string, protocol: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`,
      );
    });
    socket.setTimeout(5000, () => reject(new Error('no answer')));
    socket.once('data', (data) => {
      resolve(data.toString().split('\r\n', 1)[0] ?? '');
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

for (const protocol of ['websocket', 'h2c']) {
  test(`a wish for ${protocol} goes through the door like any request`, async ({ servers }) => {
    const url = new URL(servers.url('harbor', '/'));
    const port = Number(url.port);
    // Next would take upgrades over at its first request.
    await servers.ask('harbor', '/');
    expect(await upgrade(port, '/nothing', 'evil.example', protocol)).toContain(' 404 ');
    expect(await upgrade(port, '/', url.host, protocol)).toContain(' 200 ');
    expect(await upgrade(port, '/api/health/live', 'any', protocol)).toContain(' 200 ');
  });
}
