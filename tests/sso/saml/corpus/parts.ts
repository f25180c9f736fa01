import type { Attack } from '@/tests/sso/saml/corpus/attack';
import { conditions, confirmation } from '@/tests/sso/saml/corpus/condition-pieces';
import type { How } from '@/tests/support/saml-provider';
import { BEARER, HOLDER_OF_KEY, SENDER_VOUCHES } from '@/tests/support/saml-provider/words';

/** What it must say and does not, or says twice. */
export const parts: Attack[] = [
  ['no Conditions', 'conditions', /^no Conditions$/, conditions(null)],
  [
    'Conditions twice',
    'conditions',
    /^no Conditions$/,
    inAssertion(/<saml:Conditions.*<\/saml:Conditions>/s, '$&$&'),
  ],
  [
    'a condition that nobody knows',
    'conditions',
    /^Condition is Condition$/,
    conditions({
      more: '<saml:Condition xmlns:x="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x:Full"/>',
    }),
  ],
  [
    'a condition of another namespace',
    'conditions',
    /^Condition is OneTimeUse$/,
    conditions({ more: '<x:OneTimeUse xmlns:x="urn:x"/>' }),
  ],
  [
    'no end of the Conditions',
    'conditions',
    /^NotOnOrAfter is /,
    conditions({ notOnOrAfter: null }),
  ],
  ['an end in words', 'conditions', /^NotOnOrAfter is /, conditions({ notOnOrAfter: 'tomorrow' })],
  [
    'an end on a day that is none',
    'conditions',
    /^NotOnOrAfter is /,
    conditions({ notOnOrAfter: '2026-02-31T25:00:00Z' }),
  ],
  ['an empty end', 'conditions', /^NotOnOrAfter is /, conditions({ notOnOrAfter: '' })],
  ['a beginning in words', 'conditions', /^NotBefore is now$/, conditions({ notBefore: 'now' })],
  [
    'no Subject',
    'conditions',
    /^SubjectConfirmation is missing$/,
    { assertion: { hasSubject: false } },
  ],
  [
    'two Subjects',
    'conditions',
    /^SubjectConfirmation is missing$/,
    inAssertion(/<saml:Subject>.*<\/saml:Subject>/s, '$&$&'),
  ],
  [
    'no confirmation',
    'conditions',
    /^SubjectConfirmation is missing$/,
    { assertion: { confirmations: [] } },
  ],
  [
    'a confirmation by holding a key',
    'conditions',
    /^SubjectConfirmation is urn:oasis:names:tc:SAML:2\.0:cm:holder-of-key$/,
    confirmation({ method: HOLDER_OF_KEY }),
  ],
  [
    'a confirmation by who sends it',
    'conditions',
    /^SubjectConfirmation is urn:oasis:names:tc:SAML:2\.0:cm:sender-vouches$/,
    confirmation({ method: SENDER_VOUCHES }),
  ],
  [
    'a confirmation by no method',
    'conditions',
    /^SubjectConfirmation is missing$/,
    confirmation({ method: '' }),
  ],
  [
    'the method of SAML 1.1',
    'conditions',
    /^SubjectConfirmation is urn:oasis:names:tc:SAML:1\.0:cm:bearer$/,
    confirmation({ method: 'urn:oasis:names:tc:SAML:1.0:cm:bearer' }),
  ],
  [
    'a confirmation without data',
    'destination',
    /^Recipient is missing$/,
    confirmation({ method: BEARER, isBare: true }),
  ],
  [
    'a confirmation without an end',
    'conditions',
    /^Confirmation NotOnOrAfter is /,
    confirmation({ notOnOrAfter: null }),
  ],
  [
    'a confirmation with an end in words',
    'conditions',
    /^Confirmation NotOnOrAfter is /,
    confirmation({ notOnOrAfter: 'tomorrow' }),
  ],
  [
    'two bearers, each for half of it',
    'not_asked_here',
    /^the assertion answers another request, or none$/,
    {
      assertion: {
        confirmations: [{ recipient: 'https://evil.example/acs' }, { inResponseTo: '_other' }],
      },
    },
  ],
  [
    'data twice in a confirmation',
    'destination',
    /^Recipient is missing$/,
    inAssertion(/<saml:SubjectConfirmationData [^>]*\/>/, '$&$&'),
  ],
  [
    'no statement of how somebody signed in',
    'conditions',
    /^AuthnInstant is missing$/,
    { assertion: { authn: null } },
  ],
  [
    'no word of when',
    'conditions',
    /^AuthnInstant is missing$/,
    { assertion: { authn: { authnInstant: null } } },
  ],
  [
    'a word of when that is no time',
    'conditions',
    /^AuthnInstant is now$/,
    { assertion: { authn: { authnInstant: 'now' } } },
  ],
  [
    'an end of the session in words',
    'conditions',
    /^SessionNotOnOrAfter is never$/,
    { assertion: { authn: { sessionNotOnOrAfter: 'never' } } },
  ],
  ['no time of making', 'conditions', /^IssueInstant is /, { assertion: { issueInstant: null } }],
  [
    'a time of making in words',
    'conditions',
    /^IssueInstant is /,
    { assertion: { issueInstant: 'now' } },
  ],
  [
    'no time of making the response',
    'conditions',
    /^Response IssueInstant is missing$/,
    { response: { issueInstant: null } },
  ],
  [
    'a year with five digits',
    'conditions',
    /^NotOnOrAfter is /,
    conditions({ notOnOrAfter: '12026-03-02T12:00:00Z' }),
  ],
  [
    'no ID of the response',
    'malformed_answer',
    /^an ID that is none$/,
    ({ good }) => good.xml.replace(/ ID="[^"]*"/, ''),
  ],
  [
    'an empty ID',
    'malformed_answer',
    /^an ID that is none$/,
    ({ good }) => good.xml.replace(/ ID="[^"]*"/, ' ID=""'),
  ],
  [
    'an ID that begins with a digit',
    'malformed_answer',
    /^an ID that is none$/,
    { response: { id: '1234' } },
  ],
  [
    'an ID of the assertion that ends a string in XPath',
    'signature',
    /^not understood: ref URI included quote character …$/,
    { assertion: { id: "_a'] | //*['" } },
  ],
  [
    'version 1.1 of the response',
    'malformed_answer',
    /^another version than 2\.0$/,
    { response: { version: '1.1' } },
  ],
  [
    'version 1.1 of the assertion',
    'malformed_answer',
    /^another version than 2\.0$/,
    { assertion: { version: '1.1' } },
  ],
  [
    'no version of the response',
    'malformed_answer',
    /^another version than 2\.0$/,
    { response: { version: null } },
  ],
  [
    'no version of the assertion',
    'malformed_answer',
    /^another version than 2\.0$/,
    { assertion: { version: null } },
  ],
];

function inAssertion(find: string | RegExp, put: string): How {
  return {
    change: {
      assertion: (xml) => {
        const other = xml.replace(find, put);
        if (other === xml) throw new Error('Nothing changed.');
        return other;
      },
    },
  };
}
