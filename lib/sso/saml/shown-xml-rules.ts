import { writeXml } from '@/lib/sso/saml/write-xml-rules';
import type { XmlElement } from '@/lib/sso/saml/xml-reader';

/** An assertion for the page of a test sign-in: a line for each element, and no secret. */
export function shownXml(element: XmlElement): string {
  return writeXml(element);
}
