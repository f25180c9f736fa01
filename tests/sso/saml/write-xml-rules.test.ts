import { expect, test } from 'vitest';
import { escapeXml, writeXml } from '@/lib/sso/saml/write-xml-rules';
import { readXml } from '@/lib/sso/saml/xml-reader';

test('what is written reads the same', () => {
  const text = `<p:a xmlns:p="urn:one" xmlns:q="urn:two" q:c="1&#10;&quot;&lt;" d="'&amp;" xml:lang="de">
    J&#246;rg &amp; <b xmlns="">Co&#13;</b><p:c/></p:a>`;
  expect(readXml(writeXml(readXml(text)))).toEqual(readXml(text));
});

test('a namespace may have any character that its attribute may', () => {
  const text = '<a xmlns:p="u&#10;}v" p:b="1"/>';
  expect(readXml(writeXml(readXml(text)))).toEqual(readXml(text));
});

test('no text gets out of its place', () => {
  expect(escapeXml(`"><x a='b'/>&amp;`)).toBe("&quot;&gt;&lt;x a='b'/&gt;&amp;amp;");
});
