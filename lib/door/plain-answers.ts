import { contentSecurityPolicy } from '@/lib/door/security-headers';
import { type PlainPage, plainPage } from '@/lib/plain-page';
import { randomSecret } from '@/lib/tokens';
import { wordsOf } from '@/lib/words';

/** What the door itself has to say; each has its words under `door` in the catalogues. */
export type PlainAnswer =
  | 'unknownHost'
  | 'malformed'
  | 'foreignOrigin'
  | 'method'
  | 'tooLarge'
  | 'fileTooLarge'
  | 'contentType'
  | 'unavailable'
  | 'broken';

/** A whole page, with the status it goes with and a reference for the operator's log. */
export interface PlainAnswerContent {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const STATUS: Record<PlainAnswer, number> = {
  unknownHost: 404,
  malformed: 400,
  foreignOrigin: 403,
  method: 405,
  tooLarge: 413,
  fileTooLarge: 413,
  contentType: 415,
  unavailable: 503,
  broken: 500,
};

/** Answers that need somebody to look into the log. */
const WITH_REFERENCE = new Set<PlainAnswer>(['broken', 'unavailable']);

/** For whom an answer is. */
export interface Asked extends Pick<PlainPage, 'locale' | 'returnTo'> {
  requestId: string;
  scheme: 'http' | 'https';
}

export function plainAnswer(
  answer: PlainAnswer,
  { requestId, scheme, locale, returnTo }: Asked,
): PlainAnswerContent {
  const t = wordsOf(locale);
  const nonce = randomSecret();
  const body = plainPage({
    locale,
    returnTo,
    nonce,
    title: t(`door.${answer}.title`),
    heading: t(`door.${answer}.title`),
    paragraphs: t(`door.${answer}.text`).split('\n'),
    ...(WITH_REFERENCE.has(answer) ? { reference: t('door.reference', { id: requestId }) } : {}),
  });
  return {
    status: STATUS[answer],
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': String(Buffer.byteLength(body)),
      'Content-Security-Policy': contentSecurityPolicy(nonce, scheme),
      'Cache-Control': 'no-store',
      ...(answer === 'unavailable' ? { 'Retry-After': '5' } : {}),
      ...(answer === 'method' ? { Allow: 'GET, HEAD, POST' } : {}),
    },
    body,
  };
}
