import { currentLanguage } from '@/lib/auth/current-language';
import { type PlainPage, plainPage } from '@/lib/plain-page';
import { requestContext } from '@/lib/request-context';
import { wordsOf } from '@/lib/words';

type Content = Pick<
  PlainPage,
  'title' | 'paragraphs' | 'link' | 'reference' | 'asksAgain' | 'returnTo'
>;

/** A page that needs nothing else of ours. */
export async function htmlPage(
  status: number,
  content: Content,
  headers: Record<string, string> = {},
): Promise<Response> {
  const { utility, nonce } = requestContext();
  const heading = content.title;
  const accent = utility.brand.accent;
  const locale = await currentLanguage();
  const utilityName = utility.name;
  const body = plainPage({ locale, ...content, heading, utilityName, accent, nonce });
  return new Response(body, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      ...headers,
    },
  });
}

/** The words of such a page. */
export async function plainWords() {
  return wordsOf(await currentLanguage());
}
