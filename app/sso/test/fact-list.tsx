import type { ReactNode } from 'react';
import { Breakable } from '@/components/breakable';

export type Fact = [label: string, value: ReactNode];

/** Names and what stands for each, side by side where there is room. */
export function FactList({ facts }: { facts: Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt>{label}</dt>
          <dd className="min-w-0 wrap-anywhere">
            {typeof value === 'string' ? <Breakable text={value} /> : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
