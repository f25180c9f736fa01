import { languageOfAccount } from '@/lib/auth/current-session';
import type { Locale } from '@/lib/locale-rules';
import { type RequestContext, requestContext } from '@/lib/request-context';

/** One answer a request, however many words are asked for. */
const known = new WeakMap<RequestContext, Promise<Locale>>();

/**
 * The language of what this request is answered with: the signed-in person's own, else this browser's,
 * else the utility's. Where the database is away, the browser's or the utility's.
 */
export function currentLanguage(): Promise<Locale> {
  const request = requestContext();
  const language = known.get(request) ?? look(request);
  known.set(request, language);
  return language;
}

async function look({ language }: RequestContext): Promise<Locale> {
  return (await languageOfAccount()) ?? language;
}
