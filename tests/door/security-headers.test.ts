import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy, securityHeaders } from '@/lib/door/security-headers';
import { randomSecret } from '@/lib/tokens';

function directives(scheme: 'http' | 'https' = 'https', nonce = 'n0nce') {
  const policy = contentSecurityPolicy(nonce, scheme);
  return new Map(
    policy.split('; ').map((text) => {
      const [name = '', ...sources] = text.split(' ');
      return [name, sources] as const;
    }),
  );
}

describe('the content policy', () => {
  test('lets nothing load that it does not name', () => {
    expect(directives().get('default-src')).toEqual(["'none'"]);
  });

  test('lets only scripts run that carry this answer’s nonce, and what they load', () => {
    expect(directives().get('script-src')).toEqual(["'nonce-n0nce'", "'strict-dynamic'"]);
  });

  test('sends forms to this host only, and frames us nowhere', () => {
    expect(directives().get('form-action')).toEqual(["'self'"]);
    expect(directives().get('frame-ancestors')).toEqual(["'none'"]);
    expect(directives().get('base-uri')).toEqual(["'none'"]);
  });

  test('names no other host and no unsafe source', () => {
    for (const scheme of ['http', 'https'] as const) {
      const policy = contentSecurityPolicy('n0nce', scheme);
      expect(policy).not.toMatch(/unsafe|\*|https?:\/\/|blob:/);
      expect([...directives(scheme).values()].flat().filter((s) => s.endsWith(':'))).toEqual([
        'data:',
      ]);
    }
  });

  test('asks for https where the utility has it', () => {
    expect(directives('https').has('upgrade-insecure-requests')).toBe(true);
    expect(directives('http').has('upgrade-insecure-requests')).toBe(false);
  });

  test('has no directive twice, and no line end', () => {
    const policy = contentSecurityPolicy('n0nce', 'https');
    expect(policy.split('; ')).toHaveLength(directives().size);
    expect(policy).not.toMatch(/[\r\n,]/);
  });

  test('cannot be ended by a nonce as it is made', () => {
    for (let i = 0; i < 100; i += 1) {
      expect(directives('https', randomSecret()).get('script-src')).toHaveLength(2);
    }
  });
});

describe('every answer', () => {
  const headers = securityHeaders('https');

  test('is not sniffed, not framed, and tells other hosts nothing', () => {
    expect(headers).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
  });

  test('keeps the Origin of our own forms, which no-referrer would take', () => {
    expect(headers['Referrer-Policy']).toBe('same-origin');
  });

  test('asks for https for two years where there is https, for this host alone', () => {
    expect(headers['Strict-Transport-Security']).toBe('max-age=63072000');
    expect(securityHeaders('http')).not.toHaveProperty('Strict-Transport-Security');
  });

  test('lets no page use camera, microphone or place', () => {
    for (const feature of ['camera', 'microphone', 'geolocation', 'payment', 'usb']) {
      expect(headers['Permissions-Policy']).toContain(`${feature}=()`);
    }
  });
});
