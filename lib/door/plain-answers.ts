import type { Reader } from '@/lib/door/reader';
import { contentSecurityPolicy } from '@/lib/door/security-headers';
import type { Locale } from '@/lib/locale-rules';
import { plainPage } from '@/lib/plain-page';
import type { Reload } from '@/lib/plain-reload';
import { MOST_RETRIES, retryPauseSeconds } from '@/lib/retry-policy';
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

const RETRY_AFTER_SECONDS = 5;

/** For whom an answer is. */
export interface Asked extends Reader {
  method: string | undefined;
  requestId: string;
  scheme: 'http' | 'https';
}

export function plainAnswer(
  answer: PlainAnswer,
  { requestId, scheme, method, ...reader }: Asked,
): PlainAnswerContent {
  const { locale } = reader;
  const t = wordsOf(locale);
  const nonce = randomSecret();
  const body = plainPage({
    ...reader,
    nonce,
    title: t(`door.${answer}.title`),
    heading: t(`door.${answer}.title`),
    paragraphs: t(`door.${answer}.text`).split('\n'),
    ...(leadsOn(answer, reader) ? { link: { href: '/', text: t('door.welcome') } } : {}),
    // A form that was answered so would be sent a second time.
    ...(answer === 'unavailable' && method === 'GET' ? { reload: reloadOf(locale) } : {}),
    ...(WITH_REFERENCE.has(answer) ? { reference: t('door.reference', { id: requestId }) } : {}),
  });
  return {
    status: STATUS[answer],
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': String(Buffer.byteLength(body)),
      'Content-Security-Policy': contentSecurityPolicy(nonce, scheme),
      'Cache-Control': 'no-store',
      ...(answer === 'unavailable' ? { 'Retry-After': String(RETRY_AFTER_SECONDS) } : {}),
      ...(answer === 'method' ? { Allow: 'GET, HEAD, POST' } : {}),
    },
    body,
  };
}

/** Where a machine is in trouble, its other pages are no way out; at no utility's address there is none. */
function leadsOn(answer: PlainAnswer, { utilityName }: Reader): boolean {
  return utilityName !== undefined && answer !== 'unavailable' && answer !== 'broken';
}

function reloadOf(locale: Locale): Reload {
  const t = wordsOf(locale);
  return {
    pauseSeconds: Array.from({ length: MOST_RETRIES }, (_, tried) => pause(tried)),
    words: {
      // The browser puts the time in, each second another.
      in: t('door.reload.in', { time: '{time}' }),
      stop: t('door.reload.stop'),
      stopped: t('door.reload.stopped'),
    },
  };
}

function pause(tried: number): number {
  return retryPauseSeconds(RETRY_AFTER_SECONDS, tried, Math.random()) ?? 0;
}
