import type { ReactNode } from 'react';

interface FormColumnsProps {
  /** What to know while filling in: beside the fields where there is room, else before them. */
  aside: ReactNode;
  children: ReactNode;
}

/**
 * Fields with something to read beside them. The aside comes first for screen readers and on
 * phones, since it has to be known before typing (WCAG 1.3.2, 3.3.2).
 */
export function FormColumns({ aside, children }: FormColumnsProps) {
  return (
    <div className="grid grid-cols-1 gap-5 md:grid-cols-2 md:gap-8">
      <div className="md:order-last">{aside}</div>
      <div className="space-y-5">{children}</div>
    </div>
  );
}
