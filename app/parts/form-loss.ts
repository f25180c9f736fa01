import { unstable_isUnrecognizedActionError, unstable_rethrow } from 'next/navigation';

/** Why a form that was sent brought no answer. */
export type FormLoss =
  /** Nothing was sent, since there is no network. */
  | 'offline'
  /** It was on its way when the connection broke: it may have arrived. */
  | 'lost'
  /** What came back is no answer of ours but, say, a proxy's own page: it may have arrived. */
  | 'unanswered';

/**
 * What a server action that threw in the browser means for the form that was sent.
 *
 * @param wasOnline as the browser had it when the form was sent
 * @throws what is no failure (a redirect is thrown too), and that the form is of another build, for which the
 *   page itself has words
 */
export function lossOf(error: unknown, wasOnline: boolean): FormLoss {
  unstable_rethrow(error);
  if (unstable_isUnrecognizedActionError(error)) throw error;
  // What fetch throws when the network fails it.
  if (error instanceof TypeError) return wasOnline ? 'lost' : 'offline';
  return 'unanswered';
}
