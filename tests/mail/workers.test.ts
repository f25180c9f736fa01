import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dropOutlivedMonths } from '@/lib/audit/drop-months';
import { sealEvents } from '@/lib/audit/seal-events';
import { startWorkers } from '@/lib/auth/workers';
import { stopBackground } from '@/lib/background';
import { log } from '@/lib/log';
import { deliverDueMails } from '@/lib/mail/deliver-due-mails';
import { decideWaitingRequests } from '@/lib/password-reset/decide-requests';
import { deleteOutlivedRequests } from '@/lib/password-reset/housekeeping';
import { deleteOutlived } from '@/lib/sign-in/housekeeping';
import { deleteOutlivedSso } from '@/lib/sso/housekeeping';
import { resealServiceKeys } from '@/lib/sso/saml/reseal-service-keys';
import { resealSecrets } from '@/lib/utilities/reseal-secrets';

vi.mock('@/lib/audit/drop-months');
vi.mock('@/lib/audit/seal-events');
vi.mock('@/lib/mail/deliver-due-mails');
vi.mock('@/lib/password-reset/decide-requests');
vi.mock('@/lib/password-reset/housekeeping');
vi.mock('@/lib/sign-in/housekeeping');
vi.mock('@/lib/sso/housekeeping');
vi.mock('@/lib/sso/saml/refresh-metadata');
vi.mock('@/lib/sso/saml/reseal-service-keys');
vi.mock('@/lib/users/import/housekeeping');
vi.mock('@/lib/users/import/work-on-imports');
vi.mock('@/lib/utilities/reseal-secrets');

const deliveries = vi.mocked(deliverDueMails);
let times: number[];
let began: number;

/** Lets a server live until some time after its start. */
async function liveUntil(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(began + ms - performance.now());
}

beforeEach(() => {
  vi.clearAllMocks();
  vi.useFakeTimers();
  times = [];
  began = performance.now();
});

afterEach(async () => {
  await stopBackground();
  vi.useRealTimers();
});

/** What each delivery ends with, the last of them for ever. */
function endings(...kinds: (Awaited<ReturnType<typeof deliverDueMails>> | Error)[]): void {
  deliveries.mockImplementation(async () => {
    times.push(performance.now() - began);
    const end = kinds[Math.min(times.length, kinds.length) - 1];
    if (end instanceof Error) throw end;
    return end ?? 'caught_up';
  });
}

test('mail is looked for every 400 milliseconds', async () => {
  endings('caught_up');
  startWorkers();
  await liveUntil(1600);
  expect(times).toEqual([0, 400, 800, 1200, 1600]);
});

test('a mail server in trouble is left alone for twice as long each time, up to 30 seconds', async () => {
  endings('server_in_trouble');
  startWorkers();
  await liveUntil(180_000);
  const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  // The first look at or after the pause is over.
  expect(pauses).toEqual([1200, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
});

test('a mail server that is out of trouble is served at once and begins anew with short pauses', async () => {
  endings('server_in_trouble', 'server_in_trouble', 'caught_up', 'server_in_trouble', 'caught_up');
  startWorkers();
  await liveUntil(5600);
  expect(times).toEqual([0, 1200, 3200, 3600, 4800, 5200, 5600]);
});

test('a database that is away is no trouble of the mail server’s', async () => {
  const warn = vi.spyOn(log(), 'warn').mockImplementation(() => undefined);
  endings(new Error('away'), 'caught_up');
  startWorkers();
  await liveUntil(400);
  expect(times).toEqual([0, 400]);
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    { err: expect.any(Error) },
    'delivering mail did not finish',
  );
});

test('requests are decided on as often, while mail has to wait', async () => {
  endings('server_in_trouble');
  startWorkers();
  await liveUntil(800);
  expect(decideWaitingRequests).toHaveBeenCalledTimes(3);
  expect(times).toEqual([0]);
});

test('one server keeps one name, and tells its deliveries when it stops', async () => {
  endings('caught_up');
  startWorkers();
  await liveUntil(400);
  const [[first, stopping] = [], [second] = []] = deliveries.mock.calls.slice(-2);
  expect(first?.processId).toMatch(/^[0-9a-f-]{36}$/);
  expect(second?.processId).toBe(first?.processId);
  expect(stopping?.aborted).toBe(false);
  await stopBackground();
  expect(stopping?.aborted).toBe(true);
});

test('secrets are resealed at the start, and old rows deleted then and every ten minutes', async () => {
  endings('caught_up');
  startWorkers();
  await liveUntil(10 * 60_000);
  expect(resealSecrets).toHaveBeenCalledOnce();
  expect(resealServiceKeys).toHaveBeenCalledOnce();
  const works = [deleteOutlived, deleteOutlivedRequests, dropOutlivedMonths, deleteOutlivedSso];
  for (const work of works) {
    expect(work).toHaveBeenCalledTimes(2);
  }
});

test('audit lists are sealed every three seconds', async () => {
  endings('caught_up');
  startWorkers();
  await liveUntil(6000);
  expect(sealEvents).toHaveBeenCalledTimes(3);
});
