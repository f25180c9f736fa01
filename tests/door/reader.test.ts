import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { languageAt, readerOf } from '@/lib/door/reader';
import { utilityOf } from '@/tests/support/utility-settings';

const french = utilityOf({ locale: 'fr' });

function request(headers: IncomingHttpHeaders, method = 'GET', url = '/home'): IncomingMessage {
  return { headers, method, url } as IncomingMessage;
}

describe('at a utility', () => {
  test('the browser’s choice counts, whatever it asks for', () => {
    const req = request({ cookie: '__Host-csi-language=es', 'accept-language': 'en' });
    expect(languageAt(french, req, 'https')).toBe('es');
  });

  test('English counts as a choice', () => {
    const req = request({ cookie: '__Host-csi-language=en' });
    expect(languageAt(french, req, 'https')).toBe('en');
  });

  test('without one the utility’s language does, whatever the browser asks for', () => {
    const req = request({ 'accept-language': 'es' });
    expect(languageAt(french, req, 'https')).toBe('fr');
  });

  test('over https no sibling subdomain’s cookie does', () => {
    const req = request({ cookie: 'csi-language=es' });
    expect(languageAt(french, req, 'https')).toBe('fr');
    expect(languageAt(french, req, 'http')).toBe('es');
  });

  test('a page is the utility’s, and another language leads to it again', () => {
    const reader = readerOf(request({}, 'GET', '/admin/users?page=2'), 'https', french);
    expect(reader).toEqual({
      locale: 'fr',
      returnTo: '/admin/users?page=2',
      utilityName: french.name,
      accent: french.brand.accent,
    });
  });

  test('and to no page that says it loads itself: who picks a language is there', () => {
    const req = request({}, 'GET', '/admin/users?page=2&auto=1');
    expect(readerOf(req, 'https', french).returnTo).toBe('/admin/users?page=2');
  });

  test('from what was posted, which need not be a page, it leads to the start', () => {
    const req = request({}, 'POST', '/admin/users/import/upload');
    expect(readerOf(req, 'https', french).returnTo).toBe('/');
  });
});

describe('where no utility is', () => {
  test('what the browser asks for counts, and there is nothing to choose', () => {
    const req = request({ 'accept-language': 'fr-CA,en;q=0.5' });
    expect(readerOf(req, 'https', null)).toEqual({ locale: 'fr', returnTo: null });
  });

  test('what was chosen here still counts: the database may only be away', () => {
    const cookie = '__Host-csi-language=es';
    const req = request({ cookie, 'accept-language': 'fr-CA,en;q=0.5' });
    expect(readerOf(req, 'https', null)).toEqual({ locale: 'es', returnTo: null });
  });

  test('English stands in', () => {
    expect(languageAt(null, request({ 'accept-language': 'de' }), 'https')).toBe('en');
  });
});
