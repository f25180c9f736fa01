import { ASSERTION, PROTOCOL } from '@/tests/support/saml-provider/algorithms';
import { esc, type NameIdWords } from '@/tests/support/saml-provider/answer-text';

export interface LogoutWords {
  id: string;
  version: string | null;
  issueInstant: string | null;
  destination: string | null;
  issuer: string | null;
  /** Elements in the place of what belongs there, or beside it. */
  more: string;
}

export interface LogoutRequestWords extends LogoutWords {
  notOnOrAfter: string | null;
  /** The name, or a whole element. */
  nameId: NameIdWords | string | null;
  sessionIndexes: string[];
}

export interface LogoutResponseWords extends LogoutWords {
  inResponseTo: string | null;
  statusCodes: string[];
}

export function logoutRequestText(words: LogoutRequestWords): string {
  const { nameId, sessionIndexes, notOnOrAfter } = words;
  const indexes = sessionIndexes.map(
    (each) => `<samlp:SessionIndex>${esc(each)}</samlp:SessionIndex>`,
  );
  const held = `${words.more}${nameIdText(nameId)}${indexes.join('')}`;
  return text('LogoutRequest', words, { NotOnOrAfter: notOnOrAfter }, held);
}

export function logoutResponseText(words: LogoutResponseWords): string {
  const codes = words.statusCodes.reduceRight(
    (inner, code) => `<samlp:StatusCode Value="${esc(code)}">${inner}</samlp:StatusCode>`,
    '',
  );
  const held = `${words.more}<samlp:Status>${codes}</samlp:Status>`;
  return text('LogoutResponse', words, { InResponseTo: words.inResponseTo }, held);
}

function text(
  name: string,
  { id, version, issueInstant, destination, issuer }: LogoutWords,
  more: Record<string, string | null>,
  held: string,
): string {
  const attributes = {
    ID: id,
    Version: version,
    IssueInstant: issueInstant,
    Destination: destination,
    ...more,
  };
  return (
    `<samlp:${name} xmlns:samlp="${PROTOCOL}" xmlns:saml="${ASSERTION}"${listed(attributes)}>` +
    `${issuer === null ? '' : `<saml:Issuer>${esc(issuer)}</saml:Issuer>`}${held}</samlp:${name}>`
  );
}

function nameIdText(name: NameIdWords | string | null): string {
  if (name === null || typeof name === 'string') return name ?? '';
  const { value, format, nameQualifier, spNameQualifier } = name;
  const attributes = {
    Format: format,
    NameQualifier: nameQualifier,
    SPNameQualifier: spNameQualifier,
  };
  return `<saml:NameID${listed(attributes)}>${esc(value)}</saml:NameID>`;
}

function listed(attributes: Record<string, string | null | undefined>): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) =>
      value === null || value === undefined ? [] : ` ${name}="${esc(value)}"`,
    )
    .join('');
}
