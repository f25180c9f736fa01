import type { ReactNode } from 'react';
import { Brand } from '@/components/brand';

interface PageShellProps {
  utilityName: string;
  logoUrl?: string | null;
  /** «Skip to main content». */
  skipText: string;
  /**
   * `narrow` centres one card (sign in), `medium` a card with requirements beside its fields,
   * `wide` is for signed-in pages.
   */
  width?: 'narrow' | 'medium' | 'wide';
  /** A `SignedInHeader`; without it the utility's logo and name stand centred. */
  header?: ReactNode;
  footer: ReactNode;
  children: ReactNode;
}

const WIDTHS = {
  narrow: 'max-w-narrow py-6 sm:py-8',
  medium: 'max-w-medium py-6 sm:py-8',
  wide: 'max-w-wide py-8 sm:py-10',
};

/** Under a header every page begins at the same edge, however wide its own content is. */
const CONTENT = { narrow: 'max-w-narrow', medium: 'max-w-medium', wide: '' };

/**
 * The frame of every page: skip link (WCAG 2.4.1), then the landmarks header, main and footer
 * (1.3.1), in one column that reflows to 320 px (1.4.10).
 */
export function PageShell({
  utilityName,
  logoUrl,
  skipText,
  width = 'narrow',
  header,
  footer,
  children,
}: PageShellProps) {
  return (
    <div className="flex min-h-dvh flex-col border-t-4 border-accent bg-page print:block print:min-h-0 print:border-0">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-3 focus:left-3 focus:z-10 focus:rounded-control focus:bg-surface focus:px-4 focus:py-3"
      >
        {skipText}
      </a>
      <header className={header ? 'border-b border-line bg-surface' : 'px-4 pt-8 sm:pt-14'}>
        {header ?? <Brand utilityName={utilityName} logoUrl={logoUrl} arrangement="stacked" />}
      </header>
      <main
        id="main"
        tabIndex={-1}
        className={`mx-auto w-full grow px-4 outline-none sm:px-6 ${WIDTHS[header ? 'wide' : width]}`}
      >
        {header && width !== 'wide' ? <div className={CONTENT[width]}>{children}</div> : children}
      </main>
      <footer
        className={`mx-auto flex w-full max-w-wide flex-wrap items-center gap-x-6 gap-y-2 px-4 py-6 text-sm text-muted sm:px-6 ${
          header || width === 'wide' ? '' : 'justify-center text-center'
        }`}
      >
        {footer}
      </footer>
    </div>
  );
}
