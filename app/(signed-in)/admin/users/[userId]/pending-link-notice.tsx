import { getTranslations } from 'next-intl/server';
import { fullInstant, portalName } from '@/app/parts/user-words';
import { Breakable } from '@/components/breakable';
import { Button } from '@/components/button';
import { Notice } from '@/components/notice';
import type { PendingLink } from '@/lib/accounts/pending-link-store';
import { namesNobodyForEver } from '@/lib/accounts/subject-rules';
import type { UserDetails } from '@/lib/users/find-user';
import type { PortalLink } from '@/lib/users/portal-link';
import type { Utility } from '@/lib/utilities/utility';
import { decideLinkAction } from './link-actions';
import { LinkComparison } from './link-comparison';
import { Changing, Effects, LinkedElsewhere } from './link-consequences';

interface PendingLinkNoticeProps {
  user: UserDetails;
  link: PendingLink;
  holder: PortalLink['holder'];
  utility: Utility;
  isOneself: boolean;
}

/** Who came from the portal with this account's username, and what can be done about it. */
export async function PendingLinkNotice(props: PendingLinkNoticeProps) {
  const { user, link, holder, utility, isOneself } = props;
  const t = await getTranslations('editUser.link');
  const portal = await portalName();
  const mayLink = utility.signIn !== 'standalone';
  const isChanging = mayLink && namesNobodyForEver(link.subjectChanges);
  // Whoever links must have read what it does, even where it would not help.
  const canLink = mayLink && !holder;
  const helps = canLink && !isChanging;
  return (
    <Notice kind="warning" title={t('title', { portal })}>
      <p>
        {t('text')} {helps && t('question')}
        {!mayLink && t('off')}
      </p>
      {isChanging && <Changing link={link} />}
      {mayLink && holder && <LinkedElsewhere holder={holder} />}
      <LinkComparison link={link} user={user} isLinkable={canLink} />
      <HowTheyCame link={link} />
      {canLink && <Effects user={user} isOneself={isOneself} />}
      <div className="flex flex-wrap gap-3 pt-1">
        {helps && <Decision link={link} act="link" label={t('link')} isAdvisable />}
        <Decision link={link} act="dismiss" label={mayLink ? t('dismiss') : t('remove')} />
        {mayLink && !helps && <Decision link={link} act="link" label={t('link')} />}
      </div>
      {mayLink && <p className="text-sm">{t('dismissText')}</p>}
    </Notice>
  );
}

async function HowTheyCame({ link }: { link: PendingLink }) {
  const t = await getTranslations('editUser.link');
  const { firstAt, lastAt, arrivals, provider } = link;
  const facts: [label: string, value: string][] = [
    [t('last'), await fullInstant(lastAt)],
    ...(arrivals > 1 ? [[t('first'), await fullInstant(firstAt)] as [string, string]] : []),
    [t('times'), t('count', { count: arrivals })],
    [t('provider'), await providerInWords(provider)],
  ];
  return (
    <dl className="facts">
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt>{label}</dt>
          <dd className="min-w-0 break-words">
            <Breakable text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** «https://…, by OpenID Connect». */
async function providerInWords(provider: string): Promise<string> {
  const t = await getTranslations('editUser.link');
  const protocol = provider.startsWith('saml:') ? 'saml' : 'oidc';
  const name = provider.slice(provider.indexOf(':') + 1);
  return t(protocol, { name });
}

interface DecisionProps {
  link: PendingLink;
  act: 'link' | 'dismiss';
  label: string;
  isAdvisable?: boolean;
}

/** Sends who was seen: of two arrivals nobody links the other one. */
function Decision({ link, act, label, isAdvisable = false }: DecisionProps) {
  return (
    <form action={decideLinkAction}>
      <input type="hidden" name="userId" value={link.userId} />
      <input type="hidden" name="act" value={act} />
      <input type="hidden" name="provider" value={link.provider} />
      <input type="hidden" name="subject" value={link.subject} />
      <Button variant={isAdvisable ? 'primary' : 'secondary'}>{label}</Button>
    </form>
  );
}
