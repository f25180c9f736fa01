export interface Section {
  label: string;
  href: string;
  current: boolean;
}

interface SectionNavProps {
  label: string;
  sections: Section[];
  /** `pages` of a tab, or `views` of one list, which stand together in one frame. */
  kind?: 'pages' | 'views';
}

const LINK =
  'inline-flex min-h-10 items-center rounded-control px-3.5 text-sm font-semibold no-underline';
// A border for this one only: forced colours would draw a transparent one too.
const CURRENT = 'border border-accent bg-surface text-accent';
const OTHER = 'p-px text-ink hover:bg-sunken hover:text-ink';

const LISTS = {
  pages: 'flex flex-wrap gap-1',
  views: 'inline-flex flex-wrap gap-1 rounded-control bg-sunken p-1',
};

/** Pages that belong together, as links in a `nav` of their own (WCAG 2.4.5, 3.2.3). */
export function SectionNav({ label, sections, kind = 'pages' }: SectionNavProps) {
  return (
    <nav aria-label={label} className={`print:hidden ${kind === 'pages' ? 'mb-6' : ''}`}>
      <ul className={LISTS[kind]}>
        {sections.map(({ label: text, href, current }) => (
          <li key={href}>
            <a
              href={href}
              aria-current={current ? 'page' : undefined}
              className={`${LINK} ${current ? CURRENT : OTHER}`}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
