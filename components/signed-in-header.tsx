import type { ReactNode } from 'react';
import { Brand } from '@/components/brand';
import { Sign } from '@/components/sign';
import { VisuallyHidden } from '@/components/visually-hidden';

export interface HeaderLink {
  label: string;
  href: string;
  /** Opens in a new tab; `newTabText` says so. */
  external?: boolean;
  /** The page one is on. */
  current?: boolean;
}

interface SignedInHeaderProps {
  utilityName: string;
  logoUrl?: string | null;
  /** Where the utility's name leads. */
  homeHref: string;
  /** «Welcome, Dana Ortiz». */
  welcome: string;
  actions: HeaderLink[];
  tabs: HeaderLink[];
  /** Names the tabs' landmark. */
  tabsLabel: string;
  /** «opens in a new tab», for external links; read, not shown. */
  newTabText: string;
  /** The sign-out form, last in the upper right corner. */
  children: ReactNode;
}

const ACTION =
  'inline-flex min-h-11 items-center gap-1 rounded-control px-3 font-medium hover:bg-sunken';

const TAB =
  'inline-flex min-h-12 items-center gap-1 pt-1 font-medium no-underline hover:text-accent-hover';

function LinkTo({
  link,
  newTabText,
  className,
}: {
  link: HeaderLink;
  newTabText: string;
  className: string;
}) {
  return (
    <a
      href={link.href}
      className={className}
      aria-current={link.current ? 'page' : undefined}
      {...(link.external && { target: '_blank', rel: 'noopener' })}
    >
      {link.label}
      {link.external && (
        <>
          <Sign kind="away" small />
          <VisuallyHidden> ({newTabText})</VisuallyHidden>
        </>
      )}
    </a>
  );
}

/**
 * Goes into PageShell's header: the utility, who is signed in, what one can do about it, and the
 * tabs, which are links in a `nav` with `aria-current`, not ARIA tabs, since each is a page.
 * The same on every page (WCAG 3.2.3, 3.2.6). Plain links: nothing is fetched ahead of a click, so
 * no request looks like activity.
 */
export function SignedInHeader({
  utilityName,
  logoUrl,
  homeHref,
  welcome,
  actions,
  tabs,
  tabsLabel,
  newTabText,
  children,
}: SignedInHeaderProps) {
  return (
    <div className="mx-auto w-full max-w-wide px-4 sm:px-6">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-1 py-3">
        <a
          href={homeHref}
          className="inline-flex min-h-11 min-w-0 items-center rounded-control text-lg no-underline"
        >
          <Brand utilityName={utilityName} logoUrl={logoUrl} arrangement="inline" />
        </a>
        <p className="min-w-0 text-muted">{welcome}</p>
        <ul className="-mx-3 flex flex-wrap items-center sm:ml-auto">
          {actions.map((link) => (
            <li key={link.href}>
              <LinkTo link={link} newTabText={newTabText} className={ACTION} />
            </li>
          ))}
          <li>{children}</li>
        </ul>
      </div>
      {tabs.length > 0 && (
        <nav aria-label={tabsLabel}>
          <ul className="-mb-px flex flex-wrap gap-x-6">
            {tabs.map((link) => (
              <li key={link.href}>
                <LinkTo
                  link={link}
                  newTabText={newTabText}
                  className={`${TAB} ${link.current ? 'border-b-4 border-accent pb-0 text-accent' : 'pb-1 text-ink'}`}
                />
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}
