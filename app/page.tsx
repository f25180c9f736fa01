import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { PageFooter } from '@/app/parts/page-footer';
import { logoUrl, passwordToggleWords, titled } from '@/app/parts/page-words';
import { wordsOfEnd } from '@/app/parts/sign-in-words';
import { portalName } from '@/app/parts/user-words';
import { hasHappened, type Query, WhyHere } from '@/app/parts/why-here';
import { startPath } from '@/app/sso/sso-pages';
import { ButtonLink } from '@/components/button';
import { Card } from '@/components/card';
import { PageHeading } from '@/components/page-heading';
import { PageShell } from '@/components/page-shell';
import { currentScope } from '@/lib/auth/current-scope';
import { endOfSession, sessionIfAny } from '@/lib/auth/current-session';
import { lastSession } from '@/lib/auth/last-session';
import { landingOfSession } from '@/lib/auth/own-landing';
import { refusalOfCode } from '@/lib/sign-in/refusal-code';
import { safeReturnPath } from '@/lib/sign-in/return-path';
import { portalConnection } from '@/lib/utilities/portal-rules';
import { SignInForm } from './sign-in-form';
import { SignedInElsewhere } from './signed-in-elsewhere';

const FOOTER_LINK = 'inline-flex min-h-11 items-center rounded-control px-3';

export const generateMetadata = () => titled('welcome');

export default async function WelcomePage({ searchParams }: PageProps<'/'>) {
  const query = await searchParams;
  const { utility } = currentScope();
  const session = await sessionIfAny();
  if (session) redirect(landingOfSession(session, query.returnTo, query.of));
  const returnTo = safeReturnPath(query.returnTo);
  const of = typeof query.of === 'string' ? query.of : '';
  const why = await whyHere(query);
  const atPortal = portalConnection(utility) && startPath({ returnTo, of });
  // Not after anything happened: that would be a loop, or sign the next person in.
  if (utility.signIn === 'sso' && atPortal && !hasHappened(why)) redirect(atPortal);
  const t = await getTranslations('welcome');
  const form = await getTranslations('form');
  const words = {
    username: t('username'),
    password: t('password'),
    signIn: t('signIn'),
    problem: form('problem'),
    error: form('error'),
    toggle: await passwordToggleWords(),
    unsure: { lost: t('lost'), unanswered: t('unanswered') },
  };
  const refusal = refusalOfCode(query.code, utility.lockout.attempts);
  const portal = await portalName();
  return (
    <PageShell
      utilityName={utility.name}
      logoUrl={logoUrl(utility)}
      skipText={(await getTranslations('app'))('skip')}
      footer={
        <PageFooter>
          <p>{t('bookmark')}</p>
        </PageFooter>
      }
    >
      <PageHeading title={t('title')} align="centre">
        <p>{t('lead', { utility: utility.name })}</p>
      </PageHeading>
      <SignedInElsewhere />
      <WhyHere query={why} signsIn={utility.signIn !== 'sso'} />
      {utility.signIn === 'sso' ? (
        <Card>
          <p className="text-lg">{t('portalOnly', { portal })}</p>
          {atPortal ? (
            <ButtonLink href={atPortal} wide>
              {t('signInAgainLink')}
            </ButtonLink>
          ) : (
            <p>{t('portalOnlyHelp')}</p>
          )}
        </Card>
      ) : (
        <Card
          title={t('login')}
          id="login"
          footer={
            <a href="/forgot-password" className={FOOTER_LINK}>
              {t('forgot')}
            </a>
          }
        >
          <SignInForm
            words={words}
            returnTo={returnTo}
            of={of}
            refused={refusal && (await wordsOfEnd(refusal))}
          />
          {atPortal && (
            <ButtonLink href={atPortal} variant="secondary" wide>
              {t('signInAtPortal', { portal })}
            </ButtonLink>
          )}
        </Card>
      )}
    </PageShell>
  );
}

/**
 * What brought somebody here: what the address says; at a utility whose people come from the portal also
 * what the browser remembers, since a bookmark says nothing.
 */
async function whyHere(query: Query): Promise<Query> {
  if (query.over || currentScope().utility.signIn !== 'sso') return query;
  const last = await lastSession();
  if (last?.state === 'signed_out') {
    const isUnconfirmed = last.isPortals && !last.leftAt;
    return isUnconfirmed ? { ...query, over: 'signed_out_here' } : query;
  }
  return { ...query, over: (await endOfSession()) ?? overOf(last?.state) };
}

/** The word of an address for how a session ended. */
function overOf(state: string | undefined): string | undefined {
  if (state === 'ended_at_portal') return 'ended';
  return state === 'idle' || state === 'absolute' || state === 'ended' ? state : undefined;
}
