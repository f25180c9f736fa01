import { ask } from '@/tests/e2e/support/ask';
import { theInstallation } from '@/tests/e2e/support/installation';
import { expect, test } from '@/tests/e2e/support/test';

const HOSTS = ['127.0.0.1', 'localhost', 'nobody.example', 'harbor.localhost', '[::1]', 'x'];

test('health answers on any host', async ({ servers }) => {
  for (const host of HOSTS) {
    const live = await ask(servers.portOf(), host, '/api/health/live', {});
    expect([host, live.status, live.body]).toEqual([host, 200, '{"status":"live"}']);
    const ready = await ask(servers.portOf(), host, '/api/health/ready', {});
    expect([host, ready.status]).toEqual([host, 200]);
    expect(JSON.parse(ready.body)).toEqual({
      status: 'ready',
      database: 'reachable',
      schema: 'current',
    });
    expect(ready.headers['cache-control']).toBe('no-store');
  }
});

test('figures are for who has the token, on any host', async ({ servers }) => {
  const { metricsToken } = theInstallation();
  const refused = [
    {},
    { authorization: 'Bearer ' },
    { authorization: `Bearer ${metricsToken}x` },
    { authorization: `Bearer ${metricsToken.slice(1)}` },
    { authorization: `Basic ${metricsToken}` },
    { authorization: metricsToken },
  ] as Record<string, string>[];
  for (const host of HOSTS) {
    for (const headers of refused) {
      const path = `/api/metrics?token=${metricsToken}`;
      const answer = await ask(servers.portOf(), host, path, { headers });
      expect([host, answer.status]).toEqual([host, 401]);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.body).not.toContain('csi_');
    }
    const headers = { authorization: `Bearer ${metricsToken}` };
    const answer = await ask(servers.portOf(), host, '/api/metrics', { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('text/plain');
    expect(answer.body).toContain('csi_request_duration_seconds_bucket');
  }
});

test('figures name no utility, no person and no made-up path', async ({ servers, visitor }) => {
  const { metricsToken } = theInstallation();
  await visitor('harbor').get('/made-up-path-4711');
  const headers = { authorization: `Bearer ${metricsToken}` };
  const { body } = await servers.ask('harbor', '/api/metrics', { headers });
  expect(body).not.toMatch(/harbor|made-up|person-/);
});
