import type { ReactNode } from 'react';

interface PageHeadingProps {
  title: string;
  /** A line or two under the title. */
  children?: ReactNode;
  align?: 'start' | 'centre';
}

/** The page's one `h1` (WCAG 2.4.6) with the words that belong to it. */
export function PageHeading({ title, children, align = 'start' }: PageHeadingProps) {
  return (
    <div className={`mb-6 ${align === 'centre' ? 'text-center' : ''}`}>
      <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
      {children && (
        <div
          className={`mt-2 max-w-measure space-y-1 text-muted ${align === 'centre' ? 'mx-auto' : ''}`}
        >
          {children}
        </div>
      )}
    </div>
  );
}
