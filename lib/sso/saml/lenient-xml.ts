import { DOMParser } from '@xmldom/xmldom';

/**
 * A document as the libraries that verify signatures read it, in the nodes that they take; for those alone, after
 * the strict reader (xml-reader) has taken it.
 * @throws Error for what this reader cannot read, whatever the strict one made of it
 */
export function lenientXml(text: string): Document {
  return new DOMParser({ errorHandler: onlyThrow }).parseFromString(text);
}

/** In place of lines on the console. */
function onlyThrow(_level: string, message: string): never {
  throw new Error(message);
}
