import { describe, expect, test } from 'vitest';
import { clientAddress } from '@/lib/door/client-address';

const SOCKET = '192.0.2.1';

describe('without a proxy in front', () => {
  test.each([
    undefined,
    '',
    '203.0.113.9',
    '203.0.113.9, 198.51.100.7',
    '::1',
    'unknown',
    '127.0.0.1',
  ])('the socket counts, whatever X-Forwarded-For says: %s', (forwardedFor) => {
    expect(clientAddress(SOCKET, forwardedFor, 0)).toBe(SOCKET);
  });
});

describe('behind one proxy', () => {
  test.each([
    ['the one that the proxy saw', '198.51.100.7', '198.51.100.7'],
    ['what a client says before it changes nothing', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
    ['a long forgery changes nothing', `${'1.1.1.1,'.repeat(500)}198.51.100.7`, '198.51.100.7'],
    ['spaces and tabs are no part of it', ' 203.0.113.9 ,\t198.51.100.7 ', '198.51.100.7'],
    ['an IPv6 address', '2001:db8::7', '2001:db8::7'],
  ])('%s', (_, forwardedFor, address) => {
    expect(clientAddress(SOCKET, forwardedFor, 1)).toBe(address);
  });

  test.each([
    ['there is no header', undefined],
    ['it is empty', ''],
    ['it is no address', 'unknown'],
    ['it is a name', 'client.example'],
    ['it is hidden', '_hidden'],
    ['it has a number too many', '198.51.100.7.8'],
    ['it has a number too large', '198.51.100.256'],
    ['it ends with a comma', '198.51.100.7,'],
    ['it holds a line end', '198.51.100.7\r\nX: y'],
  ])('the socket counts when %s', (_, forwardedFor) => {
    expect(clientAddress(SOCKET, forwardedFor, 1)).toBe(SOCKET);
  });
});

describe('behind two proxies', () => {
  test('the outer one’s word counts: the second from the right', () => {
    expect(clientAddress(SOCKET, '198.51.100.7, 10.0.0.2', 2)).toBe('198.51.100.7');
    expect(clientAddress(SOCKET, '203.0.113.9, 198.51.100.7, 10.0.0.2', 2)).toBe('198.51.100.7');
  });

  test('the socket counts when there are fewer entries than proxies', () => {
    expect(clientAddress(SOCKET, '198.51.100.7', 2)).toBe(SOCKET);
    expect(clientAddress(SOCKET, '', 2)).toBe(SOCKET);
    expect(clientAddress(SOCKET, '1.1.1.1,2.2.2.2', 10)).toBe(SOCKET);
  });
});

describe('one address has one form', () => {
  test.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['2001:0DB8:0:0:0:0:0:0007', '2001:db8::7'],
    ['::1', '::1'],
  ])('the socket’s %s is %s', (socket, address) => {
    expect(clientAddress(socket, undefined, 0)).toBe(address);
  });

  test.each([
    ['198.51.100.7:49152', '198.51.100.7'],
    ['[2001:db8::7]:49152', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['[::ffff:198.51.100.7]:80', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
  ])('a proxy’s %s is %s', (entry, address) => {
    expect(clientAddress(SOCKET, entry, 1)).toBe(address);
  });
});

test('a socket that has gone has no address', () => {
  expect(clientAddress(undefined, undefined, 0)).toBe('unknown');
  expect(clientAddress('', '203.0.113.9', 0)).toBe('unknown');
});
