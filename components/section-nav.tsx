export interface Section {
  label: string;
  href: string;
  current: boolean;
}

const LINK =
  'inline-flex min-h-10 items-center rounded-control border px-3.5 text-sm font-semibold no-underline';
const CURRENT = 'border-accent bg-surface text-accent';
const OTHER = 'border-transparent text-ink hover:bg-sunken hover:text-ink';

/** The pages of one tab, as links in a `nav` of its own (WCAG 2.4.5, 3.2.3). */
export function SectionNav({ label, sections }: { label: string; sections: Section[] }) {
  return (
    <nav aria-label={label} className="mb-6 print:hidden">
      <ul className="-mx-1 flex flex-wrap gap-1">
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
