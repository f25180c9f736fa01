import { expect, test } from 'vitest';
import { decodePosted, LONGEST_XML } from '@/lib/sso/saml/decode-rules';

const encode = (text: string) => Buffer.from(text).toString('base64');

test.each([
  ['in one line', encode('<a>ö</a>')],
  ['wrapped as in mails', encode('<a>ö</a>').replace(/(.{4})/g, '$1\r\n')],
  ['with white space around', ` ${encode('<a>ö</a>')}\n`],
])('base64 is read %s', (_, field) => {
  expect(decodePosted(field)).toBe('<a>ö</a>');
});

test.each([
  ['nothing', ''],
  ['white space', ' \n'],
  ['XML as it is', '<a/>'],
  ['base64url', Buffer.from([251, 255, 254]).toString('base64url')],
  ['one character too few', encode('<abc/>').slice(0, -1)],
  ['an end in the middle', `${encode('<a/>')}${encode('<a/>')}`],
  ['something behind the end', `${encode('<a/>')}x`],
])('refused as no base64: %s', (_, field) => {
  expect(() => decodePosted(field)).toThrow('no base64');
});

test.each([
  ['half a character', Buffer.from([0x3c, 0xc3])],
  ['an overlong slash', Buffer.from([0xc0, 0xaf])],
  ['UTF-16', Buffer.from('\ufeff<a/>', 'utf16le')],
  ['a lone surrogate', Buffer.from([0xed, 0xa0, 0x80])],
])('refused as no UTF-8: %s', (_, bytes) => {
  expect(() => decodePosted(bytes.toString('base64'))).toThrow('no UTF-8');
});

test('256 KiB are read, and not three bytes more', () => {
  expect(decodePosted(encode(' '.repeat(LONGEST_XML)))).toHaveLength(LONGEST_XML);
  expect(() => decodePosted(encode(' '.repeat(LONGEST_XML + 6)))).toThrow('over 256 KiB');
});
