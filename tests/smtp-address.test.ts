import { expect, test } from 'vitest';
import { parseSmtpAddress } from '@/lib/smtp-address';

test.each([
  ['smtp://mail.example', { host: 'mail.example', secure: false, requireTLS: false }],
  [
    'smtp://mail.example:587/',
    { host: 'mail.example', port: 587, secure: false, requireTLS: false },
  ],
  ['smtps://mail.example', { host: 'mail.example', secure: true, requireTLS: false }],
  ['smtp://[::1]:2525', { host: '::1', port: 2525, secure: false, requireTLS: false }],
  [
    'smtp://mail.example?requireTLS=true',
    { host: 'mail.example', secure: false, requireTLS: true },
  ],
])('%s is read', (text, address) => {
  expect(parseSmtpAddress(text)).toEqual(address);
});

test('user and password are percent-encoded, and may hold anything', () => {
  expect(parseSmtpAddress('smtps://csi%40mail.example:p%25s%3As%2F@mail.example')?.auth).toEqual({
    user: 'csi@mail.example',
    pass: 'p%s:s/',
  });
});

test('nothing in the address lets a password cross a network in the clear', () => {
  const address = parseSmtpAddress('smtp://user:password@mail.example?requireTLS=false');
  expect(address?.requireTLS).toBe(true);
});

test.each([
  '',
  'mail.example',
  'http://mail.example',
  'smtp://',
  'smtp:///path',
  'smtp://mail.example/path',
  'smtp://mail.example#part',
  'smtp://user:p%ss@mail.example',
  'smtp://mail.example?ignoreTLS=true',
  'smtp://mail.example?requireTLS=true&pool=false',
  'smtp://mail.example?requireTLS=maybe',
  'smtp://mail.example?tls.rejectUnauthorized=false',
  'smtp://mail.example:99999',
])('"%s" is none', (text) => {
  expect(parseSmtpAddress(text)).toBeNull();
});
