import { htmlPage, plainWords } from '@/app/parts/html-page';
import { log } from '@/lib/log';
import { metrics } from '@/lib/metrics';
import type { PlainPage } from '@/lib/plain-page';
import { answerWith, requestContext } from '@/lib/request-context';
import type { SsoFailure } from '@/lib/sso/sso-failure';

/** How soon it is worth asking the portal again. */
const RETRY_AFTER_SECONDS = 5;

/** The Welcome page, for who comes from a sign-in that failed; it does not begin another by itself. */
const WELCOME = '/?over=failed';

/** Where a sign-in leads, and whose page that is; nobody's where `of` is not there. */
export interface WayBack {
  returnTo: string;
  of?: string;
}

/** Where a sign-in at the portal begins. */
export function startPath({ returnTo, of }: WayBack): string {
  return `/sso/start?${new URLSearchParams({ returnTo, ...(of ? { of } : {}) })}`;
}

/**
 * The plain page for who does not come in, and for the operator a log line with the exact reason
 * under the reference that the page shows. Whatever is wrong with an answer, the page is the same.
 */
export async function failurePage(failure: SsoFailure, wayBack: WayBack): Promise<Response> {
  const { requestId } = requestContext();
  const t = await plainWords();
  const again = { href: startPath(wayBack), text: t('sso.again') };
  const reference = t('sso.reference', { id: requestId });
  switch (failure.kind) {
    case 'refused': {
      const { fault, detail } = failure;
      log().warn({ sso: fault, detail }, 'an answer of the portal was refused');
      metrics().ssoSignIns.inc({ outcome: fault });
      if (fault !== 'not_fresh') return page(403, 'refused', { link: again, reference });
      // A portal that made nothing of how old its session is may still do as it is told.
      const fresh = { ...again, href: `${again.href}&fresh=1` };
      return page(403, 'notFresh', { link: fresh, reference });
    }
    case 'unavailable':
      return unavailablePage(failure, wayBack, { asksAgain: false });
    case 'not_admitted':
      log().info({ sso: failure.reason }, 'somebody from the portal was not let in');
      metrics().ssoSignIns.inc({ outcome: failure.reason });
      return page(403, NOT_ADMITTED[failure.reason], { asks: true, reference });
  }
}

/**
 * The portal does not answer, or nobody knows where it is.
 * @param asksAgain whether the page goes on by itself: not after an answer, or one that can tell nothing else
 *   would be asked again and again by every PC that waits
 */
export async function unavailablePage(
  { detail, isNotDescribed = false }: Omit<Unavailable, 'kind'>,
  wayBack: WayBack,
  { asksAgain }: { asksAgain: boolean },
): Promise<Response> {
  const { requestId } = requestContext();
  const t = await plainWords();
  const what = isNotDescribed
    ? 'there is no good description of the portal'
    : 'the portal does not answer';
  log().warn({ sso: 'unavailable', detail }, what);
  metrics().ssoSignIns.inc({ outcome: 'unavailable' });
  // A page that asks for this status by itself would be replaced at the door (lib/door/next-answer).
  answerWith(503, RETRY_AFTER_SECONDS);
  return page(200, isNotDescribed ? 'notDescribed' : 'unavailable', {
    link: { href: startPath(wayBack), text: t('sso.again') },
    reference: t('sso.reference', { id: requestId }),
    asksAgain,
    ...(asksAgain ? { returnTo: startPath(wayBack) } : {}),
  });
}

type Unavailable = Extract<SsoFailure, { kind: 'unavailable' }>;

const NOT_ADMITTED = {
  no_role: 'noRole',
  unknown_username: 'unknownUsername',
  username_taken: 'usernameTaken',
  subject_changes: 'subjectChanges',
  disabled: 'disabled',
} as const;

type Words =
  | 'refused'
  | 'notFresh'
  | 'unavailable'
  | 'notDescribed'
  | (typeof NOT_ADMITTED)[keyof typeof NOT_ADMITTED];

interface Parts extends Partial<Pick<PlainPage, 'link' | 'reference' | 'asksAgain' | 'returnTo'>> {
  /** Says whom to ask. */
  asks?: boolean;
}

async function page(status: number, words: Words, { asks, ...parts }: Parts): Promise<Response> {
  const { utility } = requestContext();
  const t = await plainWords();
  const values = { portal: await portalName(), utility: utility.name };
  const title = capitalized(t(`sso.${words}.title`, values));
  const text = capitalized(t(`sso.${words}.text`, values)).split('\n');
  return htmlPage(status, {
    title,
    paragraphs: [
      ...text.map(capitalized),
      ...(asks ? await whomToAsk() : []),
      ...(parts.asksAgain ? [t('sso.unavailable.retrying')] : []),
    ],
    link: { href: WELCOME, text: t('sso.welcome') },
    // What was asked for is an answer of the portal's, good once.
    returnTo: WELCOME,
    ...parts,
  });
}

async function whomToAsk(): Promise<string[]> {
  const { contact } = requestContext().utility;
  const t = await plainWords();
  return [contact ? t('sso.ask', { contact }) : t('sso.askNobody'), t('sso.askSupervisor')];
}

/** The portal as its people know it. */
export async function portalName(): Promise<string> {
  const { sso } = requestContext().utility;
  return sso?.portalName ?? (await plainWords())('welcome.yourPortal');
}

/** «your utility’s portal» may come first in a sentence. */
function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
