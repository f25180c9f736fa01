import { SaxesParser, type SaxesTagNS } from 'saxes';

/** An element of a document that was read whole; namespaces are resolved, prefixes forgotten. */
export interface XmlElement {
  /** Without a prefix. */
  name: string;
  /** Its namespace's address, `''` for none. */
  namespace: string;
  /** By name: `Name` for an attribute without a namespace, `{namespace}name` for one that has one. */
  attributes: ReadonlyMap<string, string>;
  /** Elements, and the text between them. */
  children: readonly (XmlElement | string)[];
}

/** A document that is not read; the message names no part of it that could be a secret. */
export class XmlRefused extends Error {}

interface XmlLimits {
  /** Comments, CDATA: `refuse` in what somebody signed in with, `skip` where people write files by hand. */
  decoration: 'refuse' | 'skip';
  mostElements: number;
  /** Of all elements together, declarations of namespaces too. */
  mostAttributes: number;
}

const DEEPEST = 40;
/** Of one element, declarations of namespaces too. */
const MOST_ATTRIBUTES = 40;
/** `&amp;` and the like, each of which costs as much as a hundred letters. */
const MOST_REFERENCES = 10_000;
/** A person with a thousand groups, each value typed. */
const MESSAGE: XmlLimits = { decoration: 'refuse', mostElements: 2_000, mostAttributes: 6_000 };
/** A description may hold what dozens of services publish of themselves. */
export const METADATA_LIMITS: XmlLimits = {
  decoration: 'skip',
  mostElements: 5_000,
  mostAttributes: 15_000,
};

const XMLNS = 'http://www.w3.org/2000/xmlns/';
const XINCLUDE = 'http://www.w3.org/2001/XInclude';

/**
 * Reads a document strictly (XML 1.0 and its namespaces, UTF-8) before anything lenient sees it. What no
 * SAML message needs is refused: a DTD, and with it every entity but the five of XML itself; processing
 * instructions; comments and CDATA, which cut a text in two for one reader and not for the next; depth and
 * number beyond reason. So two readers cannot see two documents in one, and nothing is fetched or expanded.
 *
 * @throws XmlRefused
 */
export function readXml(text: string, limits: XmlLimits = MESSAGE): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: Growing[] = [];
  let root: Growing | null = null;
  let elements = 0;
  let attributes = 0;
  let ofThisElement = 0;
  const refuse = (why: string) => {
    throw new XmlRefused(why);
  };
  const decoration = (what: string) => {
    if (limits.decoration === 'refuse') refuse(what);
  };
  parser.on('error', ({ message }) => refuse(`not well-formed: ${withoutQuotes(message)}`));
  parser.on('doctype', () => refuse('a document type declaration'));
  parser.on('processinginstruction', () => refuse('a processing instruction'));
  parser.on('comment', () => decoration('a comment'));
  parser.on('cdata', (cdata) => {
    decoration('a CDATA section');
    open.at(-1)?.children.push(cdata);
  });
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== '1.0') refuse('not XML 1.0');
    if (encoding && !/^(utf-8|us-ascii)$/i.test(encoding)) refuse('not UTF-8');
  });
  parser.on('text', (piece) => open.at(-1)?.children.push(piece));
  parser.on('opentagstart', () => {
    ofThisElement = 0;
    elements += 1;
    if (elements > limits.mostElements) refuse('too many elements');
    if (open.length >= DEEPEST) refuse('too deep');
  });
  // One by one, not when thousands have been read and compared.
  parser.on('attribute', ({ name, value }) => {
    // The parser trims it and the next one does not: two namespaces to two readers.
    if (/^xmlns(:|$)/.test(name) && value !== value.trim()) refuse('white space in a namespace');
    attributes += 1;
    ofThisElement += 1;
    const isTooMany = ofThisElement > MOST_ATTRIBUTES || attributes > limits.mostAttributes;
    if (isTooMany) refuse('too many attributes');
  });
  parser.on('opentag', (tag) => {
    if (tag.uri === XINCLUDE) refuse('an XInclude');
    const element = elementOf(tag);
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  if (hasMoreThan(MOST_REFERENCES, '&', text)) refuse('too many references');
  parser.write(text).close();
  return root ?? refuse('no element');
}

function hasMoreThan(most: number, character: string, text: string): boolean {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
    found += 1;
    if (found > most) return true;
  }
  return false;
}

interface Growing extends XmlElement {
  children: (XmlElement | string)[];
}

function elementOf(tag: SaxesTagNS): Growing {
  const attributes = new Map<string, string>();
  for (const { uri, local, value } of Object.values(tag.attributes)) {
    if (uri !== XMLNS) attributes.set(uri ? `{${uri}}${local}` : local, value);
  }
  return { name: tag.local, namespace: tag.uri, attributes, children: [] };
}

/** The parser says what is wrong, and behind a colon quotes names of the document. */
function withoutQuotes(message: string): string {
  return message.replace(/:.*$/s, '').replace(/[^\x20-\x7e]/g, '?');
}
