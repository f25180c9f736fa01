import type { Attack } from '@/tests/sso/saml/corpus/attack';
import { extendedBy } from '@/tests/sso/saml/corpus/pieces';

export function before(prolog: string): Attack[3] {
  return ({ good }) => prolog + good.xml;
}

export function extension(inside: string): Attack[3] {
  return ({ good }) => extendedBy(good.xml, inside);
}

export function changed(change: (xml: string) => string): Attack[3] {
  return ({ good }) => change(good.xml);
}

/** Bytes into the middle of the name. */
export function put(xml: string, inside: number[]): Uint8Array {
  const [start = '', end = ''] = xml.split('of-alice');
  return Buffer.concat([Buffer.from(start), Buffer.from(inside), Buffer.from(`of-alice${end}`)]);
}
