import { expect, test } from 'vitest';
import { checkFile } from '@/lib/utilities/file-checks';

const KIB = 1024;
const png = Buffer.from('89504e470d0a1a0a', 'hex');

test.each([
  ['brand.logo', png, 'image/png'],
  ['brand.logo', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
  ['brand.logo', Buffer.from('\uFEFF<?xml version="1.0"?>\n<!-- ours -->\n<svg>'), 'image/svg+xml'],
  ['sso.metadata', Buffer.from('<EntityDescriptor></EntityDescriptor>\n'), 'application/xml'],
] as const)('recognises %s by its content', (field, content, mediaType) => {
  expect(checkFile(field, content)).toMatchObject({ mediaType, content });
});

test.each([
  ['brand.logo', Buffer.from('GIF89a'), 'must be a PNG or SVG image'],
  ['brand.logo', Buffer.from('<html><svg></svg></html>'), 'must be a PNG or SVG image'],
  ['brand.logo', Buffer.alloc(0), 'must be a PNG or SVG image'],
  ['sso.metadata', Buffer.from('{"issuer":"x"}'), 'must be an XML file'],
  [
    'sso.metadataCertificate',
    Buffer.from('-----BEGIN CERTIFICATE-----'),
    'must be a certificate in PEM form',
  ],
] as const)('refuses as %s what is something else', (field, content, fault) => {
  expect(checkFile(field, content)).toBe(fault);
});

test('takes a logo of 64 KiB and refuses one byte more', () => {
  const logo = (bytes: number) => Buffer.concat([png, Buffer.alloc(bytes - png.length)]);
  expect(checkFile('brand.logo', logo(64 * KIB))).toMatchObject({ mediaType: 'image/png' });
  expect(checkFile('brand.logo', logo(64 * KIB + 1))).toBe('must have at most 64 KiB');
});

test('takes metadata of 1 MiB and refuses one byte more', () => {
  const xml = (bytes: number) => Buffer.from(`<a>${' '.repeat(bytes - 7)}</a>`);
  expect(checkFile('sso.metadata', xml(1024 * KIB))).toMatchObject({
    mediaType: 'application/xml',
  });
  expect(checkFile('sso.metadata', xml(1024 * KIB + 1))).toBe('must have at most 1024 KiB');
});

test('recognises a certificate in PEM form', () => {
  const pem = `-----BEGIN CERTIFICATE-----
MIIBbjCCARWgAwIBAgIUBoT1XMLZR40/qOqxhyRZNwgk+nkwCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBdDAgFw0yNjExMjExODUzMDBaGA8yMTI2MTAyODE4NTMwMFow
DDEKMAgGA1UEAwwBdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJ20SZ6F9r/b
MuHD6aZA/nkcwQb3ppTI99pMZ115fcj+Qort4Qj2KXpQTvYBO5dnNL0p0qmlqo+f
em+gUSu8MlSjUzBRMB0GA1UdDgQWBBTYVUEWWMOCNUfDZacqYZ2or9uWHzAfBgNV
HSMEGDAWgBTYVUEWWMOCNUfDZacqYZ2or9uWHzAPBgNVHRMBAf8EBTADAQH/MAoG
CCqGSM49BAMCA0cAMEQCIBz2FXtvhzzJ4WEaWqbynXFcGl4ZN1f1xjhkwCh1FamS
AiBK90mIO70Ruoc87dZFb2APInh3k07/nDZj/wxRnKlqGQ==
-----END CERTIFICATE-----
`;
  expect(checkFile('sso.metadataCertificate', Buffer.from(pem))).toMatchObject({
    mediaType: 'application/x-pem-file',
  });
});
