import type { XmlElement } from '@/lib/sso/saml/xml-reader';

/** The namespaces of SAML 2.0 and of what it is made from. */
export const NS = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
} as const;

type Namespace = (typeof NS)[keyof typeof NS];

export function isElement(
  node: XmlElement | string,
  namespace: Namespace,
  name: string,
): node is XmlElement {
  return typeof node !== 'string' && node.namespace === namespace && node.name === name;
}

export function childElements({ children }: XmlElement): XmlElement[] {
  return children.filter((child) => typeof child !== 'string');
}

export function childrenNamed(
  { children }: XmlElement,
  namespace: Namespace,
  name: string,
): XmlElement[] {
  return children.filter((child) => isElement(child, namespace, name)) as XmlElement[];
}

/** The one child so named; undefined where there is none, or several. */
export function onlyChild(
  element: XmlElement,
  namespace: Namespace,
  name: string,
): XmlElement | undefined {
  const [only, another] = childrenNamed(element, namespace, name);
  return another ? undefined : only;
}

export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  return element?.attributes.get(name);
}

/** All text in an element, that of its children too, as it stands. */
export function textIn(element: XmlElement | undefined): string {
  if (!element) return '';
  return element.children
    .map((child) => (typeof child === 'string' ? child : textIn(child)))
    .join('');
}

/** The element and everything in it, each with what it stands in. */
export function* descendants(
  element: XmlElement,
  parent: XmlElement | null = null,
): Generator<{ element: XmlElement; parent: XmlElement | null }> {
  yield { element, parent };
  for (const child of childElements(element)) yield* descendants(child, element);
}
