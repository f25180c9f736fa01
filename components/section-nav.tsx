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

const LINK = 'inline-flex min-h-10 items-center text-sm font-semibold no-underline';

// A border for the current one only: forced colours would draw a transparent one too.
const LOOKS = {
  pages: {
    list: 'flex flex-wrap gap-x-6',
    current: 'border-b-2 border-accent pb-0 text-accent',
    other: 'pb-0.5 text-ink hover:text-accent-hover hover:underline',
  },
  views: {
    list: 'inline-flex flex-wrap gap-1 rounded-control bg-sunken p-1',
    current: 'rounded-control border border-accent bg-surface px-3.5 text-accent',
    other: 'rounded-control px-[calc(--spacing(3.5)+1px)] text-ink hover:bg-surface hover:text-ink',
  },
};

/** Pages that belong together, as links in a `nav` of their own (WCAG 2.4.5, 3.2.3). */
export function SectionNav({ label, sections, kind = 'pages' }: SectionNavProps) {
  const { list, current: ofCurrent, other } = LOOKS[kind];
  return (
    <nav aria-label={label} className={`print:hidden ${kind === 'pages' ? 'mb-6' : ''}`}>
      <ul className={list}>
        {sections.map(({ label: text, href, current }) => (
          <li key={href}>
            <a
              href={href}
              aria-current={current ? 'page' : undefined}
              className={`${LINK} ${current ? ofCurrent : other}`}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
