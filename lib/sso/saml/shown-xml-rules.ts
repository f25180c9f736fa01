import { shownText } from '@/lib/sso/attribute-values-rules';
import { escapeXml } from '@/lib/sso/saml/write-xml-rules';
import type { XmlElement } from '@/lib/sso/saml/xml-reader';
import { attributeOf, NS, textIn } from '@/lib/sso/saml/xml-tree';
import { HIDDEN, isSecretName, isSecretText } from '@/lib/sso/shown-claims-rules';

/** What is written at most, in UTF-16 units; a line of `…` then stands for the rest. */
const LONGEST = 30_000;
const LONGEST_NAME = 100;
const LONGEST_VALUE = 300;
const LONGEST_TEXT = 500;
/** Deeper lines begin no further to the right: a narrow screen has room for words too. */
const DEEPEST_INDENT = 8;
const SHORTENED = 8;

/** As the standards themselves write them. */
const PREFIXES: Record<string, string> = {
  [NS.protocol]: 'samlp:',
  [NS.assertion]: 'saml:',
  [NS.signature]: 'ds:',
  [NS.encryption]: 'xenc:',
  'http://www.w3.org/2009/xmlenc11#': 'xenc11:',
  'http://www.w3.org/2001/10/xml-exc-c14n#': 'ec:',
  'http://www.w3.org/2001/XMLSchema': 'xs:',
  'http://www.w3.org/2001/XMLSchema-instance': 'xsi:',
  'http://www.w3.org/XML/1998/namespace': 'xml:',
};
/** Long, unreadable, and in the first two cases what makes an assertion or its content worth stealing. */
const BYTES = ['SignatureValue', 'CipherValue', 'X509Certificate', 'Modulus'];

/**
 * An element and what is in it for a page that people read: a line for each element, with the usual prefixes,
 * whatever those of the message were. It is no XML that a machine could take: a signature's value is cut, so
 * that a picture of the page is not the assertion; tokens and secrets are left out as among the claims
 * (shown-claims-rules); what a page cannot show, or would be led astray by, is one `\ufffd`.
 */
export function shownXml(element: XmlElement): string {
  const page = pageOf(LONGEST);
  write(page, element, { depth: 0, namespace: null });
  return page.text();
}

interface Place {
  depth: number;
  /** Of the element around it, so that a namespace without a prefix is told where it begins. */
  namespace: string | null;
}

type Page = ReturnType<typeof pageOf>;

function pageOf(longest: number) {
  const lines: string[] = [];
  let left = longest;
  return {
    isFull: () => left < 0,
    add(depth: number, text: string): void {
      if (left < 0) return;
      const line = '  '.repeat(Math.min(depth, DEEPEST_INDENT)) + text;
      left -= line.length + 1;
      lines.push(left < 0 ? '…' : line);
    },
    text: () => lines.join('\n'),
  };
}

function write(page: Page, element: XmlElement, { depth, namespace }: Place): void {
  if (page.isFull()) return;
  const name = prefixed(element.namespace, element.name);
  const open = `<${[name, ...attributesOf(element, namespace)].join(' ')}`;
  const content = isSecret(element) ? [HIDDEN] : contentOf(element);
  const [only = '', ...more] = content;
  if (typeof only === 'string' && more.length === 0) {
    page.add(depth, only === '' ? `${open}/>` : `${open}>${only}</${name}>`);
    return;
  }
  page.add(depth, `${open}>`);
  for (const child of content) {
    if (typeof child === 'string') page.add(depth + 1, child);
    else write(page, child, { depth: depth + 1, namespace: element.namespace });
  }
  page.add(depth, `</${name}>`);
}

/** An attribute of a person has its name in an XML attribute. */
function isSecret(element: XmlElement): boolean {
  const names = [element.name, attributeOf(element, 'Name'), attributeOf(element, 'FriendlyName')];
  return names.some((name) => name !== undefined && isSecretName(name));
}

/** Text that stands alone counts to the last space; between elements only the words of it are told. */
function contentOf(element: XmlElement): (XmlElement | string)[] {
  const { name, children } = element;
  if (BYTES.includes(name)) return [shortened(textIn(element))];
  const hasElements = children.some((child) => typeof child !== 'string');
  if (!hasElements) {
    const text = children.join('');
    return text === '' ? [] : [shown(text, LONGEST_TEXT)];
  }
  return children.flatMap((child): (XmlElement | string)[] => {
    if (typeof child !== 'string') return [child];
    return child.trim() === '' ? [] : [shown(child.trim(), LONGEST_TEXT)];
  });
}

function attributesOf(element: XmlElement, around: string | null): string[] {
  const { namespace } = element;
  const isTold = namespace === around || Object.hasOwn(PREFIXES, namespace);
  const own = isTold ? [] : [`xmlns="${shown(namespace, LONGEST_VALUE)}"`];
  const others = [...element.attributes].map(([key, value]) => {
    const [, of = '', name = key] = /^\{(.*)\}(.*)$/s.exec(key) ?? [];
    const told = isSecretName(name) ? HIDDEN : shown(value, LONGEST_VALUE);
    return `${prefixed(of, name)}="${told}"`;
  });
  return [...own, ...others];
}

function prefixed(namespace: string, name: string): string {
  const prefix = Object.hasOwn(PREFIXES, namespace) ? PREFIXES[namespace] : '';
  return prefix + shownText(name, LONGEST_NAME);
}

function shown(text: string, longest: number): string {
  if (isSecretText(text)) return HIDDEN;
  const isCut = text.length > longest;
  // Line breaks and tabs are told as XML writes them: they count in a name.
  const escaped = escapeXml(isCut ? text.slice(0, longest) : text);
  return shownText(escaped, escaped.length) + (isCut ? '…' : '');
}

function shortened(text: string): string {
  const bytes = text.replace(/\s/g, '');
  if (bytes.length <= SHORTENED) return HIDDEN;
  return `${shown(bytes.slice(0, SHORTENED), SHORTENED)}… (${bytes.length} characters)`;
}
