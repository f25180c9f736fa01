import { Sign, type SignKind } from '@/components/sign';

interface StatusTagProps {
  sign: SignKind;
  tone: 'good' | 'neutral' | 'attention' | 'bad';
  children: string;
}

const TONES = {
  good: 'text-success',
  neutral: 'text-muted',
  attention: 'text-warning',
  bad: 'text-error',
};

/** A state in a word with a sign of its own shape: never by colour alone (WCAG 1.4.1). */
export function StatusTag({ sign, tone, children }: StatusTagProps) {
  return (
    <span className="inline-flex items-start gap-1.5">
      <Sign kind={sign} small className={`mt-1 ${TONES[tone]}`} />
      <span>{children}</span>
    </span>
  );
}
