import { describe, expect, test } from 'vitest';
import { shownXml } from '@/lib/sso/saml/shown-xml-rules';
import { readXml, type XmlElement } from '@/lib/sso/saml/xml-reader';

const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
const DS = 'http://www.w3.org/2000/09/xmldsig#';
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';

const shown = (xml: string) => shownXml(readXml(xml));
const attribute = (name: string, values: string) =>
  `<Attribute xmlns="${SAML}" Name="${name}">${values}</Attribute>`;

test('an element stands on a line, indented, with the usual prefix whatever its own', () => {
  const xml = `<x:Assertion xmlns:x="${SAML}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" ID="_1">
    <x:Issuer>https://portal.example</x:Issuer>
    <y:Signature xmlns:y="${DS}"><y:SignedInfo/></y:Signature>
    <x:AttributeValue i:type="string">a &amp; b</x:AttributeValue></x:Assertion>`;
  expect(shown(xml)).toBe(
    [
      '<saml:Assertion ID="_1">',
      '  <saml:Issuer>https://portal.example</saml:Issuer>',
      '  <ds:Signature>',
      '    <ds:SignedInfo/>',
      '  </ds:Signature>',
      '  <saml:AttributeValue xsi:type="string">a &amp; b</saml:AttributeValue>',
      '</saml:Assertion>',
    ].join('\n'),
  );
});

test('a namespace that is not the usual is told where it begins', () => {
  const xml = `<Extra xmlns="urn:x:1"><Inner/><b xmlns="urn:x:2" xmlns:q="urn:q" q:c="d"/><c xmlns=""/></Extra>`;
  expect(shown(xml).split('\n')).toEqual([
    '<Extra xmlns="urn:x:1">',
    '  <Inner/>',
    '  <b xmlns="urn:x:2" c="d"/>',
    '  <c xmlns=""/>',
    '</Extra>',
  ]);
});

test('the spaces of a text that stands alone are told, those between elements are not', () => {
  expect(shown('<a xmlns=""> b\n\tc </a>')).toBe('<a xmlns=""> b&#10;&#9;c </a>');
  expect(shown('<a xmlns="">\n word \n<b/></a>')).toBe('<a xmlns="">\n  word\n  <b/>\n</a>');
});

describe('no secret is shown', () => {
  test.each(['SignatureValue', 'X509Certificate', 'CipherValue', 'Modulus'])(
    'of a %s only the first characters and how many there are',
    (name) => {
      const secret = `${'AbCdEfGh'}\n${'x'.repeat(336)}`;
      expect(shown(`<${name} xmlns="${DS}">${secret}</${name}>`)).toBe(
        `<ds:${name}>AbCdEfGh… (344 characters)</ds:${name}>`,
      );
      expect(shown(`<${name} xmlns="${DS}">short</${name}>`)).toBe(`<ds:${name}>•••</ds:${name}>`);
      expect(shown(`<${name} xmlns="${DS}">${secret}<b>${secret}</b></${name}>`)).not.toMatch(/xx/);
    },
  );

  test.each([
    [
      'an attribute of a person by its name',
      attribute('access_token', '<AttributeValue>opaque</AttributeValue>'),
    ],
    [
      'one by the end of its name',
      attribute('urn:x:claims.password', '<AttributeValue>opaque</AttributeValue>'),
    ],
    [
      'one by its friendly name',
      `<Attribute xmlns="${SAML}" Name="urn:oid:1" FriendlyName="clientSecret"><AttributeValue>opaque</AttributeValue></Attribute>`,
    ],
    [
      'what lies deep in one',
      attribute('token', '<AttributeValue><a b="opaque"><c>opaque</c></a></AttributeValue>'),
    ],
    ['an element', '<UserToken>opaque</UserToken>'],
    ['an XML attribute', '<a apiKey="opaque" x:password="opaque" xmlns:x="urn:x"/>'],
  ])('%s', (_, xml) => {
    const text = shown(xml);
    expect(text).toContain('•••');
    expect(text).not.toContain('opaque');
  });

  test('nor a token under any name', () => {
    const text = shown(`<a b="${JWT}"><c>${JWT}</c><d>see ${JWT}</d></a>`);
    expect(text).not.toContain('eyJ');
    expect(text.match(/•••/g)).toHaveLength(3);
  });
});

describe('whatever stands there', () => {
  test('nothing leads a reader astray', () => {
    const text = shown('<a b="x\u202ey"><c>\u2066z\u2028\u0085</c></a>');
    expect(text).toBe('<a xmlns="" b="x\ufffdy">\n  <c>\ufffdz\ufffd\ufffd</c>\n</a>');
  });

  test('no text gets out of its place', () => {
    const text = shown('<a b="&quot;&gt;&lt;x/&gt;">&lt;/a&gt;&lt;y/&gt;</a>');
    expect(text).toBe('<a xmlns="" b="&quot;&gt;&lt;x/&gt;">&lt;/a&gt;&lt;y/&gt;</a>');
  });

  test('300 characters of a value are shown whole, and of one more that there was more', () => {
    expect(shown(`<a b="${'x'.repeat(300)}"/>`)).toContain(`"${'x'.repeat(300)}"`);
    expect(shown(`<a b="${'x'.repeat(301)}"/>`)).toContain(`"${'x'.repeat(300)}…"`);
  });

  test('500 characters of a text are shown whole, and of one more that there was more', () => {
    expect(shown(`<a>${'x'.repeat(500)}</a>`)).toContain(`>${'x'.repeat(500)}<`);
    expect(shown(`<a>${'x'.repeat(501)}</a>`)).toContain(`>${'x'.repeat(500)}…<`);
  });

  test('a long name is cut', () => {
    expect(shown(`<${'n'.repeat(5000)} ${'m'.repeat(5000)}="1"/>`).length).toBeLessThan(300);
  });

  test('4,000 elements, each with much in it, come to 30,000 characters and a sign that there is more', () => {
    const one = element('b', { c: 'x'.repeat(50) }, ['y'.repeat(50)]);
    const text = shownXml(element('a', {}, Array(4000).fill(one)));
    expect(text.length).toBeLessThanOrEqual(30_002);
    expect(text.length).toBeGreaterThan(29_000);
    expect(text.split('\n').at(-1)).toBe('…');
  });

  const element = (
    name: string,
    attributes: Record<string, string>,
    children: XmlElement['children'],
  ) => ({ name, namespace: '', attributes: new Map(Object.entries(attributes)), children });

  test('depth moves the lines no further than eight steps to the right', () => {
    const text = shown(`${'<a>'.repeat(40)}x${'</a>'.repeat(40)}`);
    expect(Math.max(...text.split('\n').map((line) => line.search(/\S/)))).toBe(16);
  });
});
