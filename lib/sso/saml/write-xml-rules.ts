import type { XmlElement } from '@/lib/sso/saml/xml-reader';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** A text as it may stand between tags or in an attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? character);
}

/** An element and what is in it as text, each with its namespace; for readers, not for signatures. */
export function writeXml({ name, namespace, attributes, children }: XmlElement): string {
  const all = [...attributes].map(([key, value], index) => attribute(key, value, index));
  const open = [`<${name} xmlns="${escapeXml(namespace)}"`, ...all].join(' ');
  const inside = children
    .map((child) => (typeof child === 'string' ? escapeXml(child) : writeXml(child)))
    .join('');
  return `${open}>${inside}</${name}>`;
}

function attribute(key: string, value: string, index: number): string {
  const [, namespace, name] = /^\{(.*)\}(.*)$/s.exec(key) ?? [];
  if (namespace === undefined) return `${key}="${escapeXml(value)}"`;
  if (namespace === XML) return `xml:${name}="${escapeXml(value)}"`;
  return `xmlns:a${index}="${escapeXml(namespace)}" a${index}:${name}="${escapeXml(value)}"`;
}

/** Bound to its prefix for ever. */
const XML = 'http://www.w3.org/XML/1998/namespace';
