import type { ComponentProps } from 'react';

/** `primary` once a form, `secondary` for the other way, `quiet` for what is seldom wanted. */
type Variant = 'primary' | 'secondary' | 'quiet' | 'danger';

interface Look {
  variant?: Variant;
  /** As wide as its container. */
  wide?: boolean;
  /** 36 px high, for tables and footers. */
  small?: boolean;
}

const SHAPE =
  'inline-flex cursor-pointer items-center justify-center gap-2 rounded-control border text-center motion-safe:duration-100 motion-safe:transition-colors disabled:cursor-not-allowed disabled:opacity-60 print:hidden';

const VARIANTS: Record<Variant, string> = {
  primary:
    'border-transparent bg-accent font-semibold text-on-accent no-underline hover:bg-accent-hover hover:text-on-accent forced-colors:border-3',
  secondary:
    'border-edge bg-surface font-semibold text-ink no-underline hover:border-ink hover:bg-sunken hover:text-ink',
  quiet:
    'border-transparent font-medium text-accent underline hover:bg-sunken forced-colors:border-0',
  danger:
    'border-error bg-surface font-semibold text-error no-underline hover:bg-error-soft hover:text-error',
};

function look({ variant = 'primary', wide = false, small = false }: Look): string {
  const padding = variant === 'quiet' ? 'px-3' : small ? 'px-3.5' : 'px-5';
  const height = small ? 'min-h-9 py-1 text-sm' : 'min-h-11 py-2';
  return `${SHAPE} ${VARIANTS[variant]} ${padding} ${height} ${wide ? 'w-full' : ''}`;
}

type ButtonProps = Look & Omit<ComponentProps<'button'>, 'className' | 'style'>;

/** A native button, 44 px high (WCAG 2.5.8 asks for 24). It submits unless `type` says otherwise. */
export function Button({ variant, wide, small, type = 'submit', ...rest }: ButtonProps) {
  return <button {...rest} type={type} className={look({ variant, wide, small })} />;
}

type ButtonLinkProps = Look &
  Omit<ComponentProps<'a'>, 'className' | 'style' | 'href'> & { href: string };

/** A link that looks like a button: it leads somewhere and changes nothing. */
export function ButtonLink({ variant, wide, small, children, ...rest }: ButtonLinkProps) {
  return (
    <a {...rest} className={look({ variant, wide, small })}>
      {children}
    </a>
  );
}
