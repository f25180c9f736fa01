import type { Attack } from '@/tests/sso/saml/corpus/attack';
import { inResponse } from '@/tests/sso/saml/corpus/condition-pieces';
import { AUTHN_FAILED, REQUESTER, RESPONDER, SUCCESS } from '@/tests/support/saml-provider/words';

/** The portal says no, or says nothing that it may. */
export const statuses: Attack[] = [
  [
    'no, by the person’s own doing',
    'portal_refused',
    /^Responder AuthnFailed$/,
    { response: { statusCodes: [RESPONDER, AUTHN_FAILED] }, change: { held: () => '' } },
  ],
  [
    'no, by ours',
    'portal_refused',
    /^Requester unknown\?service$/,
    {
      response: { statusCodes: [REQUESTER], statusMessage: 'unknown\nservice' },
      change: { held: () => '' },
    },
  ],
  [
    'no, with an assertion',
    'portal_refused',
    /^Responder$/,
    { response: { statusCodes: [RESPONDER] } },
  ],
  [
    'no, and yes beneath it',
    'portal_refused',
    /^Responder Success$/,
    { response: { statusCodes: [RESPONDER, SUCCESS] } },
  ],
  [
    'yes in other letters',
    'portal_refused',
    /^urn:oasis:names:tc:saml:2\.0:status:success$/,
    { response: { statusCodes: [SUCCESS.toLowerCase()] } },
  ],
  [
    'yes without the address',
    'portal_refused',
    /^Success$/,
    { response: { statusCodes: ['Success'] } },
  ],
  ['nothing', 'malformed_answer', /^no status$/, { response: { statusCodes: [] } }],
  [
    'no status',
    'malformed_answer',
    /^no status$/,
    inResponse(/<samlp:Status>.*<\/samlp:Status>/, ''),
  ],
  [
    'two statuses',
    'malformed_answer',
    /^several of Status$/,
    inResponse(/<samlp:Status>.*?<\/samlp:Status>/, '$&$&'),
  ],
  [
    'yes, and no assertion',
    'malformed_answer',
    /^no assertion$/,
    { sign: 'response', change: { held: () => '' } },
  ],
];
