import { randomBytes } from 'node:crypto';
import { html as xml } from '@/demo/portal/page';
import type { PortalPerson } from '@/demo/portal/people';

/** What every message says of itself. */
interface Envelope {
  id: string;
  issuer: string;
  destination: string;
  at: Date;
}

/** What the service may tell the person by. */
export interface SessionSaid {
  person: PortalPerson;
  /** When the password was typed. */
  authenticatedAt: Date;
  sessionIndex: string;
}

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const PASSWORD = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';

/** Second-level status codes (SAML Core §3.2.2.2). */
export type Refusal = 'NoPassive' | 'InvalidNameIDPolicy';

const GOOD_FOR_MS = 5 * 60_000;

/** Not a UUID: an xs:ID must not begin with a digit. */
export function newMessageId(): string {
  return `_${randomBytes(20).toString('hex')}`;
}

interface Answer extends Envelope {
  audience: string;
  /** The request's ID; null for an answer that nobody asked for. */
  inResponseTo: string | null;
  session: SessionSaid;
}

/** A `Response` with one assertion, neither signed nor encrypted yet. */
export function answerXml(answer: Answer): string {
  const { issuer, destination, at, audience, inResponseTo, session } = answer;
  const { person, authenticatedAt, sessionIndex } = session;
  const until = new Date(at.getTime() + GOOD_FOR_MS).toISOString();
  const irt = inResponseTo !== null && xml` InResponseTo="${inResponseTo}"`;
  return oneLine(xml`
<samlp:Response xmlns:samlp="${PROTOCOL}" xmlns:saml="${ASSERTION}"${attributesOf(answer)}${irt}>
<saml:Issuer>${issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="${SUCCESS}"/></samlp:Status>
<saml:Assertion xmlns:saml="${ASSERTION}" ID="${newMessageId()}" Version="2.0" IssueInstant="${at.toISOString()}">
<saml:Issuer>${issuer}</saml:Issuer>
<saml:Subject>
${nameIdXml(person, issuer, audience)}
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData${irt} NotOnOrAfter="${until}" Recipient="${destination}"/>
</saml:SubjectConfirmation>
</saml:Subject>
<saml:Conditions NotBefore="${at.toISOString()}" NotOnOrAfter="${until}">
<saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction>
</saml:Conditions>
<saml:AuthnStatement AuthnInstant="${authenticatedAt.toISOString()}" SessionIndex="${sessionIndex}">
<saml:AuthnContext><saml:AuthnContextClassRef>${PASSWORD}</saml:AuthnContextClassRef></saml:AuthnContext>
</saml:AuthnStatement>
<saml:AttributeStatement>
${attribute('uid', [person.username])}
${attribute('displayName', [person.fullName])}
${attribute('mail', [person.email])}
${person.groups.length > 0 && attribute('memberOf', person.groups)}
</saml:AttributeStatement>
</saml:Assertion>
</samlp:Response>`);
}

/** A `Response` that says why there is no assertion, not signed yet. */
export function refusalXml(answer: Envelope & { inResponseTo: string; refusal: Refusal }): string {
  const { issuer, inResponseTo, refusal } = answer;
  return oneLine(xml`
<samlp:Response xmlns:samlp="${PROTOCOL}" xmlns:saml="${ASSERTION}"${attributesOf(answer)} InResponseTo="${inResponseTo}">
<saml:Issuer>${issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${refusal}"/></samlp:StatusCode></samlp:Status>
</samlp:Response>`);
}

export function logoutRequestXml(
  request: Envelope & { audience: string; session: SessionSaid },
): string {
  const { issuer, at, audience, session } = request;
  const until = new Date(at.getTime() + GOOD_FOR_MS).toISOString();
  return oneLine(xml`
<samlp:LogoutRequest xmlns:samlp="${PROTOCOL}" xmlns:saml="${ASSERTION}"${attributesOf(request)} NotOnOrAfter="${until}">
<saml:Issuer>${issuer}</saml:Issuer>
${nameIdXml(session.person, issuer, audience)}
<samlp:SessionIndex>${session.sessionIndex}</samlp:SessionIndex>
</samlp:LogoutRequest>`);
}

export function logoutAnswerXml(answer: Envelope & { inResponseTo: string }): string {
  return oneLine(xml`
<samlp:LogoutResponse xmlns:samlp="${PROTOCOL}" xmlns:saml="${ASSERTION}"${attributesOf(answer)} InResponseTo="${answer.inResponseTo}">
<saml:Issuer>${answer.issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="${SUCCESS}"/></samlp:Status>
</samlp:LogoutResponse>`);
}

const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';

function attributesOf({ id, destination, at }: Envelope) {
  return xml` ID="${id}" Version="2.0" IssueInstant="${at.toISOString()}" Destination="${destination}"`;
}

/** Persistent (SAML Core §8.3.7): qualified by who named the person, and for whom. */
function nameIdXml({ subject }: PortalPerson, issuer: string, audience: string) {
  return xml`<saml:NameID Format="${PERSISTENT}" NameQualifier="${issuer}" SPNameQualifier="${audience}">${subject}</saml:NameID>`;
}

function attribute(name: string, values: readonly string[]) {
  return xml`<saml:Attribute Name="${name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">
${values.map((value) => xml`<saml:AttributeValue>${value}</saml:AttributeValue>`)}
</saml:Attribute>`;
}

function oneLine({ markup }: { markup: string }): string {
  return markup.replace(/\n/g, '');
}
