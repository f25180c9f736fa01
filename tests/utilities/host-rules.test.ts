import { describe, expect, test } from 'vitest';
import { isAcceptableDomain, normalizeHost } from '@/lib/utilities/host-rules';

describe('a host', () => {
  test.each([
    ['CSI.Harbor.Example', 'csi.harbor.example'],
    ['csi.harbor.example.', 'csi.harbor.example'],
    ['csi.harbor.example.:8443', 'csi.harbor.example:8443'],
    ['csi.harbor.example:443', 'csi.harbor.example'],
    ['csi.harbor.example:', 'csi.harbor.example'],
    ['csi.harbor.example:80', 'csi.harbor.example:80'],
    ['harbor.localhost:80', 'harbor.localhost'],
    ['harbor.localhost:443', 'harbor.localhost:443'],
    ['harbor.localhost:3000', 'harbor.localhost:3000'],
  ])('%s is compared as %s', (host, compared) => {
    expect(normalizeHost(host)).toBe(compared);
  });

  test.each(['', ':', '[::1]:3000', '::1', 'a b', '\n', 'http://harbor.example'])(
    'that is none (%j) equals no domain',
    (host) => {
      expect(isAcceptableDomain(normalizeHost(host))).toBe(false);
    },
  );
});

describe('a domain', () => {
  const label = 'a'.repeat(63);

  test.each([
    'csi.harbor.example',
    'localhost',
    'harbor.localhost:3000',
    'xn--bcher-kva.example',
    '10.1.2.3:8443',
    'a.example:1',
    'a.example:65535',
    `${label}.example`,
    [label, label, label, 'a'.repeat(61)].join('.'),
  ])('may be %s', (domain) => {
    expect(isAcceptableDomain(domain)).toBe(true);
  });

  test.each([
    'https://harbor.example',
    'harbor.example/csi',
    'harbor example',
    'harbor_power.example',
    'bücher.example',
    '-a.example',
    'a-.example',
    'a..example',
    '.example',
    '1.2.3',
    '1.2.3.256',
    'a.example:0',
    'a.example:080',
    'a.example:65536',
    'a.example:1:2',
    `${label}a.example`,
    [label, label, label, 'a'.repeat(62)].join('.'),
  ])('may not be %s', (domain) => {
    expect(isAcceptableDomain(domain)).toBe(false);
  });
});
