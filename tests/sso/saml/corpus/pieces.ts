import { newId } from '@/tests/support/saml-provider/ids';

/** Pieces of a message as the test provider writes it, for whoever puts them together anew. */
export function assertionIn(xml: string): string {
  return piece(xml, /<saml:Assertion .*<\/saml:Assertion>/s);
}

/** The first one's, or that of the last. */
export function signatureIn(xml: string, which: 'first' | 'last' = 'first'): string {
  const all = xml.match(/<ds:Signature .*?<\/ds:Signature>/gs) ?? [];
  return all.at(which === 'first' ? 0 : -1) ?? missing('Signature');
}

export function withoutSignatures(xml: string): string {
  return xml.replace(/<ds:Signature .*?<\/ds:Signature>/gs, '');
}

export function idOf(xml: string): string {
  return /\bID="([^"]+)"/.exec(xml)?.[1] ?? missing('ID');
}

/** Without its signatures, about Mallory and with another ID. */
export function forged(xml: string): string {
  return withoutSignatures(xml)
    .replace(/name-of-alice/g, 'name-of-mallory')
    .replace(/>alice</g, '>mallory<')
    .replace(/Alice Archer/g, 'Mallory Mole')
    .replace(/alice@/g, 'mallory@')
    .replace(/>reps</g, '>admins<')
    .replace(idOf(xml), newId());
}

/** The forged assertion with this put into it, after its issuer. */
export function forgedWith(assertion: string, inside: string): string {
  return afterIssuer(forged(assertion), inside);
}

export function afterIssuer(xml: string, inside: string): string {
  return xml.replace(/<\/saml:Issuer>/, (end) => end + inside);
}

/** Puts something where SAML allows an extension: after the response's issuer and signature. */
export function extendedBy(xml: string, inside: string): string {
  return xml.replace(
    '<samlp:Status>',
    `<samlp:Extensions>${inside}</samlp:Extensions><samlp:Status>`,
  );
}

/** At the end of an element. */
export function endingWith(xml: string, inside: string): string {
  return xml.replace(/<\/[\w:]+>$/, (end) => inside + end);
}

function piece(xml: string, pattern: RegExp): string {
  return pattern.exec(xml)?.[0] ?? missing(String(pattern));
}

function missing(what: string): never {
  throw new Error(`No ${what} in the message.`);
}
