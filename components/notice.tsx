import type { ReactNode } from 'react';
import { Sign } from '@/components/sign';
import { VisuallyHidden } from '@/components/visually-hidden';

interface NoticeProps {
  kind: 'info' | 'success' | 'warning' | 'error';
  /** «Warning:», read before the rest; the sign says it to everybody else. */
  kindText?: string;
  title?: string;
  /** The title is the page's heading: nothing on it matters more. */
  headsPage?: boolean;
  /** Only for what appears after the page was loaded (WCAG 4.1.3). */
  role?: 'status' | 'alert';
  children?: ReactNode;
}

const KINDS = {
  info: { box: 'border-info bg-info-soft', sign: 'text-info' },
  success: { box: 'border-success bg-success-soft', sign: 'text-success' },
  warning: { box: 'border-warning bg-warning-soft', sign: 'text-warning' },
  error: { box: 'border-error bg-error-soft', sign: 'text-error' },
};

/** A few words set apart, with a sign of their kind: never colour alone (WCAG 1.4.1). */
export function Notice({ kind, kindText, title, headsPage, role, children }: NoticeProps) {
  const { box, sign } = KINDS[kind];
  const Title = headsPage ? 'h1' : 'p';
  return (
    <div role={role} className={`flex gap-3 rounded-control border-l-4 p-4 ${box}`}>
      <Sign kind={kind} className={`${headsPage ? 'mt-1' : 'mt-0.5'} ${sign}`} />
      <div className="min-w-0 space-y-1">
        {kindText && <VisuallyHidden>{kindText} </VisuallyHidden>}
        {title && <Title className={`font-semibold ${headsPage ? 'text-xl' : ''}`}>{title}</Title>}
        {children && <div className="space-y-2">{children}</div>}
      </div>
    </div>
  );
}
