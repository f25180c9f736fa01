import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { door } from '@/lib/door/door';
import { serve } from '@/tests/door/knock';
import { restartedWith } from '@/tests/support/settings';

const TOKEN = 'metrics-token-of-the-operator';
let knock: Awaited<ReturnType<typeof serve>>;

beforeEach(async () => {
  restartedWith({ METRICS_TOKEN: TOKEN });
  const handle = door(async () => undefined);
  knock = await serve((req, res) => void handle(req, res));
});

describe('on any host', () => {
  test.each(['10.0.0.1:3000', 'localhost', 'evil.example', ''])('"%s"', async (host) => {
    expect(await knock({ host, path: '/api/health/live' })).toMatchObject({
      status: 200,
      body: '{"status":"live"}',
    });
    expect(await knock({ host, path: '/api/health/ready' })).toMatchObject({ status: 200 });
    expect(await knock({ host, path: '/api/metrics' })).toMatchObject({ status: 401 });
  });
});

describe('readiness', () => {
  test('says that the database answers and has the schema of this build', async () => {
    const { body, headers } = await knock({ path: '/api/health/ready' });
    expect(JSON.parse(body)).toEqual({ status: 'ready', database: 'reachable', schema: 'current' });
    expect(headers['cache-control']).toBe('no-store');
  });

  test('fails while the database is away, and liveness does not', async () => {
    vi.spyOn(db(), 'execute').mockRejectedValue(
      Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    );
    const ready = await knock({ path: '/api/health/ready' });
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.body)).toEqual({ status: 'not ready', database: 'unreachable' });
    expect(await knock({ path: '/api/health/live' })).toMatchObject({ status: 200 });
  });

  test('comes back by itself', async () => {
    vi.spyOn(db(), 'execute').mockRejectedValueOnce(new Error('away'));
    expect((await knock({ path: '/api/health/ready' })).status).toBe(503);
    expect((await knock({ path: '/api/health/ready' })).status).toBe(200);
    expect(await db().execute(sql`select 1`)).toHaveLength(1);
  });
});

describe('metrics', () => {
  const ask = (authorization?: string, path = '/api/metrics') =>
    knock({ path, headers: authorization === undefined ? {} : { authorization } });

  test.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`])('are for who says "%s"', async (said) => {
    const { status, headers, body } = await ask(said);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toContain('csi_sign_ins_total');
  });

  test.each([
    undefined,
    '',
    TOKEN,
    'Bearer',
    'Bearer ',
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    `Bearer ${TOKEN.toUpperCase()}`,
    `Basic ${TOKEN}`,
    'Bearer undefined',
  ])('are not for who says "%s"', async (said) => {
    const { status, headers, body } = await ask(said);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(body).not.toContain('csi_');
  });

  test('are not to be had by the address', async () => {
    expect((await ask(undefined, `/api/metrics?token=${TOKEN}`)).status).toBe(401);
  });

  test.each(['Bearer undefined', 'Bearer null', 'Bearer ', undefined])(
    'are for nobody where no token is set: "%s"',
    async (said) => {
      restartedWith({ METRICS_TOKEN: '' });
      expect((await ask(said)).status).toBe(401);
    },
  );
});

test.each(['/api/health/live', '/api/health/ready', '/api/metrics'])(
  '%s is only to be read',
  async (path) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await knock({ method, path })).status).toBe(405);
    }
    expect((await knock({ method: 'HEAD', path })).body).toBe('');
  },
);

test.each([
  '/api/health/live/',
  '/api/health',
  '/API/health/live',
  '/api/constructor',
  '/api/metrics/x',
])('%s is none of them', async (path) => {
  expect((await knock({ host: 'nowhere.example', path })).status).toBe(404);
});
