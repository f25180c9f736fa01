import type { Attack, Target } from '@/tests/sso/saml/corpus/attack';

/** A form with this field in the place of the good one's. */
function field(make: (good: string, target: Target) => string[]): Attack[3] {
  return (target) => ({
    responses: make(target.good.SAMLResponse, target),
    relayStates: [target.asked.relayState ?? ''],
  });
}

function relayStates(make: (relayState: string) => string[]): Attack[3] {
  return ({ good, asked }) => ({
    responses: [good.SAMLResponse],
    relayStates: make(asked.relayState ?? ''),
  });
}

/** What is wrong with the form before anybody reads the document in it. */
export const posts: Attack[] = [
  [
    'no SAMLResponse',
    'malformed_answer',
    /^not one SAMLResponse, or several RelayStates$/,
    field(() => []),
  ],
  ['an empty SAMLResponse', 'malformed_answer', /^no base64$/, field(() => [''])],
  ['white space for a SAMLResponse', 'malformed_answer', /^no base64$/, field(() => [' \r\n '])],
  [
    'the SAMLResponse twice',
    'malformed_answer',
    /^not one SAMLResponse, or several RelayStates$/,
    field((good) => [good, good]),
  ],
  [
    'two SAMLResponses',
    'malformed_answer',
    /^not one SAMLResponse, or several RelayStates$/,
    field((good, { respond }) => [good, respond().SAMLResponse]),
  ],
  [
    'an empty SAMLResponse beside the good one',
    'malformed_answer',
    /^not one SAMLResponse, or several RelayStates$/,
    field((good) => ['', good]),
  ],
  ['XML as it stands', 'malformed_answer', /^no base64$/, field((_, { good }) => [good.xml])],
  [
    'base64 with words in it',
    'malformed_answer',
    /^no base64$/,
    field((good) => [`${good.slice(0, 100)}!words!${good.slice(100)}`]),
  ],
  [
    'base64 cut in the middle of a letter',
    'malformed_answer',
    /^no base64$/,
    field((good) => [`${good.slice(0, 401)}`]),
  ],
  [
    'base64 with its end in the middle',
    'malformed_answer',
    /^no base64$/,
    field((good) => [`${good.slice(0, 400)}==${good.slice(400)}`]),
  ],
  [
    'base64 of addresses',
    'malformed_answer',
    /^no base64$/,
    field((good) => [`-_${good.slice(2)}`]),
  ],
  [
    'base64 escaped once more',
    'malformed_answer',
    /^no base64$/,
    field((good) => [`${encodeURIComponent(good)}%3D`]),
  ],
  [
    'base64 of base64',
    'malformed_answer',
    /^not well-formed: text data outside of root node\.$/,
    field((good) => [Buffer.from(good).toString('base64')]),
  ],
  [
    'base64 of a NUL',
    'malformed_answer',
    /^not well-formed: disallowed character\.$/,
    field(() => ['AAAA']),
  ],
  [
    'a NUL in the base64',
    'malformed_answer',
    /^no base64$/,
    field((good) => [`${good.slice(0, 100)}\0${good.slice(100)}`]),
  ],
  [
    'a megabyte of base64',
    'malformed_answer',
    /^over 256 KiB$/,
    field(() => ['QUFB'.repeat(250_000)]),
  ],
  [
    'a megabyte of white space',
    'malformed_answer',
    /^no base64$/,
    field((good) => [good.slice(0, 100) + ' '.repeat(1_000_000) + good.slice(100, -2)]),
  ],
  [
    'a made-up RelayState',
    'state',
    /^RelayState is not that of the request$/,
    relayStates(() => ['made-up']),
  ],
  [
    'a RelayState in other letters',
    'state',
    /^RelayState is not that of the request$/,
    relayStates((own) => [own.toUpperCase() === own ? own.toLowerCase() : own.toUpperCase()]),
  ],
  [
    'a RelayState with a space behind it',
    'state',
    /^RelayState is not that of the request$/,
    relayStates((own) => [`${own} `]),
  ],
  [
    'two RelayStates',
    'malformed_answer',
    /^not one SAMLResponse, or several RelayStates$/,
    relayStates((own) => [own, own]),
  ],
  [
    'a RelayState of 10 KB',
    'malformed_answer',
    /^RelayState is too long$/,
    relayStates(() => ['x'.repeat(10_240)]),
  ],
  [
    'a RelayState of another site',
    'state',
    /^RelayState is not that of the request$/,
    relayStates(() => ['https://evil.example/']),
  ],
  [
    'a RelayState of a script',
    'state',
    /^RelayState is not that of the request$/,
    relayStates(() => ['javascript:alert(1)']),
  ],
  [
    'a RelayState with a NUL',
    'state',
    /^RelayState is not that of the request$/,
    relayStates((own) => [`${own}\0`]),
  ],
  [
    'a RelayState of half a letter',
    'state',
    /^RelayState is not that of the request$/,
    relayStates(() => ['\ud800']),
  ],
];
