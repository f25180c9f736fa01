import { expect, test } from 'vitest';
import { addressFault, isInside, isLoopbackAddress } from '@/lib/sso/address-rules';

test.each([
  ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1']],
  ['loopback', ['127.0.0.1', '127.255.255.255', '::1']],
  ['link-local, where clouds keep credentials', ['169.254.169.254', 'fe80::1', 'fe80::1%eth0']],
  ['unique-local', ['fc00::1', 'fd12:3456::1']],
  ['site-local', ['fec0::1']],
  ['shared', ['100.64.0.1', '100.127.255.255']],
  ['multicast', ['224.0.0.1', '239.255.255.250', 'ff02::1']],
  ['unspecified', ['0.0.0.0', '0.1.2.3', '::']],
  ['broadcast and reserved', ['255.255.255.255', '240.0.0.1', '192.0.2.1', '198.18.0.1']],
  ['IPv4-mapped', ['::ffff:10.0.0.1', '::ffff:7f00:1', '::ffff:169.254.169.254']],
  ['IPv4-compatible', ['::10.0.0.1', '::127.0.0.1']],
  ['translated', ['64:ff9b::10.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:a00:1::1']],
  ['no IP address at all', ['', 'localhost', '1.2.3', '1.2.3.4.5', ':::']],
])('an address inside the network is known as such: %s', (_kind, addresses) => {
  expect(addresses.filter((address) => !isInside(address))).toEqual([]);
});

test('an address of the public internet is none inside, next to each border too', () => {
  const outside = ['8.8.8.8', '9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0'];
  outside.push(
    '192.167.255.255',
    '192.169.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
  );
  outside.push('128.0.0.0', '169.253.255.255', '169.255.0.0', '223.255.255.255');
  outside.push('2606:4700::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8');
  expect(outside.filter(isInside)).toEqual([]);
});

test('only loopback is loopback', () => {
  expect(['127.0.0.1', '::1', '::ffff:127.0.0.1'].filter(isLoopbackAddress)).toHaveLength(3);
  expect(['10.0.0.1', '0.0.0.0', '::', 'localhost'].filter(isLoopbackAddress)).toEqual([]);
});

const AFAR = 'https://portal.example/tenants/harbor';
const HERE = 'http://localhost:4000';

test('https is fine everywhere, http only where both the portal and the address are on loopback', () => {
  expect(addressFault('https://keys.example/jwks', AFAR)).toBeNull();
  expect(addressFault('https://keys.example/jwks', HERE)).toBeNull();
  for (const here of ['http://localhost:4001/', 'http://127.0.0.1/', 'http://[::1]:80/']) {
    expect(addressFault(here, HERE)).toBeNull();
    expect(addressFault(here, AFAR)).toBe('scheme_refused');
  }
  expect(addressFault('http://keys.example/jwks', AFAR)).toBe('scheme_refused');
  expect(addressFault('http://keys.example/jwks', HERE)).toBe('scheme_refused');
  expect(addressFault('http://localhost.keys.example/jwks', HERE)).toBe('scheme_refused');
  expect(addressFault('http://127.0.0.1.keys.example/jwks', HERE)).toBe('scheme_refused');
});

test('a short form of a loopback address is read as the browser reads it', () => {
  for (const form of [
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.1/',
    'http://127.1/',
  ]) {
    expect(addressFault(form, HERE)).toBeNull();
    expect(addressFault(form, AFAR)).toBe('scheme_refused');
  }
});

test('no other scheme is an address', () => {
  for (const other of [
    'ftp://x/',
    'file:///etc/passwd',
    'data:,x',
    'javascript:1',
    'ws://localhost/',
  ]) {
    expect(addressFault(other, HERE)).not.toBeNull();
  }
});

test('an address with a user or a password, with no host, or too long is malformed', () => {
  for (const wrong of [
    'https://user@portal.example/',
    'https://user:secret@portal.example/',
    'https://:secret@portal.example/',
    'https://',
    '/relative',
    '',
    `https://portal.example/${'x'.repeat(2000)}`,
  ]) {
    expect(addressFault(wrong, AFAR)).toBe('address_malformed');
  }
});
