import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sql } from 'drizzle-orm';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { measureMailQueue } from '@/lib/mail/queue-metrics';
import { measureNow, metrics } from '@/lib/metrics';
import { schemaVersion } from '@/lib/schema-version';
import { secretHash } from '@/lib/tokens';

/** What load balancers and Prometheus ask for, by IP address: answered on any host, before any utility. */
const endpoints: Record<string, (req: IncomingMessage, res: ServerResponse) => Promise<void>> = {
  '/api/health/live': live,
  '/api/health/ready': ready,
  '/api/metrics': figures,
};

/** The endpoint behind a path, or undefined. */
export function operatorEndpoint(pathname: string) {
  return Object.hasOwn(endpoints, pathname) ? endpoints[pathname] : undefined;
}

/** The process answers; whether it can work is {@link ready}'s business. */
async function live(_req: IncomingMessage, res: ServerResponse) {
  sendJson(res, 200, { status: 'live' });
}

/** Whether this process should get people: the database answers and has the schema of this build. */
async function ready(_req: IncomingMessage, res: ServerResponse) {
  try {
    await db().execute(sql`select 1`);
    const schema = await schemaVersion(db());
    const isReady = schema.kind === 'current' || schema.kind === 'ahead';
    sendJson(res, isReady ? 200 : 503, {
      status: isReady ? 'ready' : 'not ready',
      database: 'reachable',
      schema: schema.kind,
    });
  } catch (error) {
    log().warn({ err: error }, 'not ready: the database does not answer');
    sendJson(res, 503, { status: 'not ready', database: 'unreachable' });
  }
}

/** Prometheus text, for who has METRICS_TOKEN; without one configured, for nobody. */
async function figures(req: IncomingMessage, res: ServerResponse) {
  const { METRICS_TOKEN: token } = env();
  if (!token || !isBearer(req.headers.authorization, token)) {
    res.setHeader('WWW-Authenticate', 'Bearer');
    sendJson(res, 401, { error: 'The bearer token of METRICS_TOKEN is needed.' });
    return;
  }
  const { registry } = metrics();
  await measureMailQueue(new Date());
  await measureNow(new Date());
  res.writeHead(200, { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' });
  res.end(await registry.metrics());
}

/** In constant time: both sides are hashed to one length first. */
function isBearer(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(secretHash(given), secretHash(token));
}

function sendJson(res: ServerResponse, status: number, body: object): void {
  if (status === 503) res.setHeader('Retry-After', '5');
  res.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  res.end(JSON.stringify(body));
}
