import { expect, test } from 'vitest';
import { checkFile } from '@/lib/utilities/file-checks';
import { LOGO, png, pngChunk } from '@/tests/support/pictures';

const KIB = 1024;

test.each([
  ['brand.logo', png(), 'image/png'],
  ['brand.logo', Buffer.from(LOGO), 'image/svg+xml'],
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
  const rest = 64 * KIB - png({ before: [pngChunk('tEXt')] }).length;
  const logo = (more: number) => png({ before: [pngChunk('tEXt', Buffer.alloc(rest + more))] });
  expect(checkFile('brand.logo', logo(0))).toMatchObject({ mediaType: 'image/png' });
  expect(checkFile('brand.logo', logo(1))).toBe('must have at most 64 KiB');
});

test('refuses a logo that in our writing is larger than a logo may be', () => {
  const title = (count: number) =>
    Buffer.from(LOGO.replace('<path', `<title><![CDATA[${'&'.repeat(count)}]]></title><path`));
  expect(checkFile('brand.logo', title(13_000))).toMatchObject({ mediaType: 'image/svg+xml' });
  expect(checkFile('brand.logo', title(14_000))).toBe('must have at most 64 KiB');
});

test('a logo that was read is read again as the same file', () => {
  const file = LOGO.replace('<path', '\n  <!-- ours -->\n  <path class="a"\n');
  for (const logo of [
    Buffer.from(`\uFEFF<?xml version="1.0"?>\n${file}`),
    png({ after: [pngChunk('tIME')] }),
  ]) {
    const first = checkFile('brand.logo', logo);
    if (typeof first === 'string') throw new Error(first);
    expect(first.content).not.toEqual(logo);
    expect(checkFile('brand.logo', first.content)).toEqual({ ...first, leftOut: [] });
  }
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
