import type { ReactNode } from 'react';

interface CardProps {
  /** With a title the card is a region named by it (WCAG 1.3.1, 2.4.6); `id` is then needed. */
  title?: string;
  /** The heading gets `<id>-title`. */
  id?: string;
  headingLevel?: 1 | 2 | 3;
  /** The lower right corner: what one turns to when the card is not what one needs. */
  footer?: ReactNode;
  children: ReactNode;
}

/** A sheet of paper on the page: one thing to do or read. */
export function Card({ title, id, headingLevel = 2, footer, children }: CardProps) {
  const Heading = `h${headingLevel}` as const;
  const titleId = title && id ? `${id}-title` : undefined;
  return (
    <section
      id={id}
      aria-labelledby={titleId}
      className="rounded-card border border-line bg-surface shadow-card print:border-0"
    >
      <div className="space-y-5 p-5 sm:p-8">
        {title && (
          <Heading id={titleId} className="text-xl font-semibold">
            {title}
          </Heading>
        )}
        {children}
      </div>
      {footer && (
        <div className="flex flex-wrap justify-end gap-x-2 border-t border-line px-2 py-2 sm:px-5">
          {footer}
        </div>
      )}
    </section>
  );
}
