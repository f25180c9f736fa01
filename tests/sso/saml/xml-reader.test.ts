import { describe, expect, test } from 'vitest';
import { METADATA_LIMITS, readXml, XmlRefused } from '@/lib/sso/saml/xml-reader';
import { attributeOf, childElements, textIn } from '@/lib/sso/saml/xml-tree';

const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
const siblings = (count: number) => `<r>${'<a/>'.repeat(count - 1)}</r>`;
const attributes = (count: number) =>
  `<r ${Array.from({ length: count }, (_, n) => `a${n}="1"`).join(' ')}/>`;
const declarations = (count: number) => attributes(count).replaceAll(' a', ' xmlns:a');
const manyAttributes = (count: number) =>
  `<r>${'<a b="1" c="2" d="3" e="4"/>'.repeat(count / 4)}${'<a b="1"/>'.repeat(count % 4)}</r>`;
const references = (count: number) => `<r>${'&amp;'.repeat(count)}</r>`;

describe('a document', () => {
  test('is its elements by namespace, whatever their prefixes', () => {
    const root = readXml('<p:a xmlns:p="urn:one" xmlns="urn:two"><b p:c="1" d="2"/></p:a>');
    expect(root).toMatchObject({ name: 'a', namespace: 'urn:one' });
    const [b] = childElements(root);
    expect(b).toMatchObject({ name: 'b', namespace: 'urn:two' });
    expect(Object.fromEntries(b?.attributes ?? [])).toEqual({ '{urn:one}c': '1', d: '2' });
  });

  test('has the text that its five entities and numbers mean', () => {
    const root = readXml(
      '<?xml version="1.0" encoding="UTF-8"?><a b="O&apos;B">J&#246;rg &amp; &lt;Co&gt;</a>',
    );
    expect(textIn(root)).toBe('Jörg & <Co>');
    expect(attributeOf(root, 'b')).toBe("O'B");
  });

  test('may be without a declaration, and name its encoding in small letters', () => {
    expect(readXml('<a/>').name).toBe('a');
    expect(readXml('<?xml version="1.0" encoding="utf-8"?><a/>').name).toBe('a');
  });
});

describe('is refused', () => {
  test.each([
    ['a document type', '<!DOCTYPE a><a/>', 'document type'],
    ['an entity of its own', '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', 'document type'],
    ['an external entity', '<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>', 'document type'],
    ['an entity that is nowhere', '<a>&e;</a>', 'not well-formed'],
    ['a processing instruction', '<a><?php x?></a>', 'processing instruction'],
    ['a style sheet', '<?xml-stylesheet href="x"?><a/>', 'processing instruction'],
    ['a comment', '<a>alice<!-- -->mallory</a>', 'a comment'],
    ['a CDATA section', '<a><![CDATA[x]]></a>', 'CDATA'],
    ['another version', '<?xml version="1.1"?><a/>', 'not XML 1.0'],
    ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>', 'not UTF-8'],
    ['a prefix that is bound to nothing', '<p:a/>', 'not well-formed'],
    ['the same attribute twice', '<a b="1" b="2"/>', 'not well-formed'],
    ['the same by two prefixes', '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>', 'not well-formed'],
    ['two roots', '<a/><b/>', 'not well-formed'],
    ['text after the root', '<a/>x', 'not well-formed'],
    ['an end that is missing', '<a><b></a>', 'not well-formed'],
    ['nothing', '', 'not well-formed'],
    ['text', 'hello', 'not well-formed'],
    ['a NUL', '<a>\0</a>', 'not well-formed'],
    ['a control character by number', '<a>&#1;</a>', 'not well-formed'],
    ['an ampersand', '<a>&</a>', 'not well-formed'],
    ['an unquoted attribute', '<a b=c/>', 'not well-formed'],
    ['a prefix that is taken away', '<a xmlns:p=""/>', 'not well-formed'],
  ])('%s', (_, text, why) => {
    expect(() => readXml(text)).toThrow(XmlRefused);
    expect(() => readXml(text)).toThrow(why);
  });

  test('without a word of what stood there', () => {
    try {
      readXml('<alice.archer></mallory.mole>');
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toMatch(/alice|mallory/);
    }
  });
});

describe('has limits', () => {
  test.each([
    ['40 deep', nested(40), nested(41)],
    ['2,000 elements', siblings(2000), siblings(2001)],
    ['40 attributes', attributes(40), attributes(41)],
    ['40 declarations', declarations(40), declarations(41)],
    ['6,000 attributes', manyAttributes(6000), manyAttributes(6001)],
    ['10,000 references', references(10_000), references(10_001)],
  ])('%s is read, and one more is not', (_, last, next) => {
    expect(readXml(last).name).toBeDefined();
    expect(() => readXml(next)).toThrow(/too (deep|many)/);
  });
});

describe('a file that people write', () => {
  test('may have comments and CDATA, and their text is whole', () => {
    const root = readXml('<a><!-- by hand -->one<![CDATA[<two>]]></a>', METADATA_LIMITS);
    expect(textIn(root)).toBe('one<two>');
  });

  test('may have no document type', () => {
    expect(() => readXml('<!DOCTYPE a><a/>', METADATA_LIMITS)).toThrow('document type');
  });
});
