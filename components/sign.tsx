const PATHS = {
  info: 'M12 11v6M12 7.5v.01',
  success: 'M7.5 12.5l3 3 6-7',
  warning: 'M12 9v5M12 17v.01',
  error: 'M8.5 8.5l7 7M15.5 8.5l-7 7',
  open: '',
  away: 'M8 5h11v11M19 5L6 18',
} as const;

export type SignKind = keyof typeof PATHS;

const FRAMES: Record<SignKind, string> = {
  info: 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z',
  success: 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z',
  warning: 'M12 3.5L2.5 20.5h19z',
  error: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z',
  open: 'M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16z',
  away: '',
};

interface SignProps {
  kind: SignKind;
  /** After a word instead of before a line. */
  small?: boolean;
  className?: string;
}

/**
 * A small sign beside words, which say the same: hidden from screen readers. Each kind has an
 * outline of its own, so that colour is never the only difference (WCAG 1.4.1); `currentColor`
 * keeps it visible in forced colours.
 */
export function Sign({ kind, small = false, className = '' }: SignProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`inline-block shrink-0 ${small ? 'size-3.5' : 'size-5'} ${className}`}
    >
      <path d={`${FRAMES[kind]}${PATHS[kind]}`} />
    </svg>
  );
}
