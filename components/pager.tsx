import { ButtonLink } from '@/components/button';

interface PagerProps {
  /** Names the landmark. */
  label: string;
  /** In order; an address that is null leads nowhere and is left out. */
  links: { label: string; href: string | null }[];
}

/** The way to other pages of a list, as plain links. */
export function Pager({ label, links }: PagerProps) {
  const shown = links.filter(({ href }) => href !== null);
  if (shown.length === 0) return null;
  return (
    <nav aria-label={label}>
      <ul className="flex flex-wrap gap-2">
        {shown.map(({ label: text, href }) => (
          <li key={text}>
            <ButtonLink href={href ?? ''} variant="secondary" small>
              {text}
            </ButtonLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
