import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { hostResolver } from '@/lib/sso/resolve-host';

let server: Socket | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

/** A name server on loopback that answers as it is told; null for silence. */
async function nameServer(answer: (question: Buffer) => Buffer | null): Promise<string> {
  const socket = createSocket('udp4');
  server = socket;
  socket.on('message', (question, { port, address }) => {
    const said = answer(question);
    if (said) socket.send(said, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(socket.address() as AddressInfo).port}`;
}

/** RFC 1035 §4.1: the question again, with this code and these records behind it. */
function reply(question: Buffer, code: number, records: Buffer[] = []): Buffer {
  const end = question.indexOf(0, 12) + 5;
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(records.length, 6);
  header.fill(0, 8, 12);
  return Buffer.concat([header, question.subarray(12, end), ...records]);
}

const typeOf = (question: Buffer) => question.readUInt16BE(question.indexOf(0, 12) + 1);
/** An A record for the name asked for. */
const record = (...address: number[]) =>
  Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address]);

test('a name has the addresses that DNS gives it', async () => {
  const at = await nameServer((question) =>
    typeOf(question) === 1 ? reply(question, 0, [record(192, 0, 2, 7)]) : reply(question, 0),
  );
  const resolve = hostResolver({ servers: [at] });
  expect(await resolve('id.portal.example')).toEqual([{ address: '192.0.2.7', family: 4 }]);
});

test('a name server that is silent is given up soon, and nobody else’s names wait behind it', async () => {
  const at = await nameServer(() => null);
  const resolve = hostResolver({ servers: [at], timeoutMs: 150 });
  const began = performance.now();
  const many = Array.from({ length: 20 }, (_, n) => resolve(`id-${n}.dead.example`));
  const outcomes = Promise.allSettled(many);
  await lookup('localhost');
  const others = performance.now() - began;
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ETIMEOUT' } });
  }
  expect(others).toBeLessThan(performance.now() - began);
});

test('what DNS does not know may stand in the machine’s own list', async () => {
  const at = await nameServer((question) => reply(question, 3));
  const resolve = hostResolver({ servers: [at] });
  await expect(resolve('no-such-host.invalid')).rejects.toMatchObject({ syscall: 'getaddrinfo' });
});

test('this machine’s own name is asked of nobody', async () => {
  const asked: Buffer[] = [];
  const at = await nameServer((question) => {
    asked.push(question);
    return null;
  });
  const addresses = await hostResolver({ servers: [at] })('localhost');
  expect(addresses.map(({ address }) => address)).toContain('127.0.0.1');
  expect(asked).toEqual([]);
});

test('one family that is silent does not keep the other waiting', async () => {
  const at = await nameServer((question) =>
    typeOf(question) === 1 ? reply(question, 0, [record(192, 0, 2, 7)]) : null,
  );
  const resolve = hostResolver({ servers: [at], timeoutMs: 5000, otherMs: 20 });
  const began = performance.now();
  expect(await resolve('id.portal.example')).toEqual([{ address: '192.0.2.7', family: 4 }]);
  expect(performance.now() - began).toBeLessThan(2500);
});

test('the machine’s own list comes before DNS', async () => {
  const asked: Buffer[] = [];
  const at = await nameServer((question) => {
    asked.push(question);
    return null;
  });
  const hostsFile = join(tmpdir(), `hosts-${randomUUID()}`);
  await writeFile(
    hostsFile,
    '192.0.2.9 other.example\n127.0.0.1 pinned.invalid # by the operator\n',
  );
  onTestFinished(() => rm(hostsFile));
  const resolve = hostResolver({ servers: [at], timeoutMs: 50, hostsFile });
  // The list of this machine, which getaddrinfo reads, does not have it.
  await expect(resolve('PINNED.invalid')).rejects.toMatchObject({ syscall: 'getaddrinfo' });
  expect(asked).toEqual([]);
});
