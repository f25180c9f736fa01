'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import type { HandOut } from '@/app/parts/hand-out';
import { CopyButton } from '@/components/copy-button';
import { PrintButton } from '@/components/print-button';
import { Sign } from '@/components/sign';

/** What to hand over, shown once. It takes the focus, so that a screen reader reads it first. */
export function HandOutPanel({ handOut, children }: { handOut: HandOut; children?: ReactNode }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  const { title, lines, notes, asides, password, words } = handOut;
  return (
    <section
      ref={box}
      tabIndex={-1}
      data-hand-out
      aria-labelledby="hand-out-title"
      className="space-y-4 rounded-card border-2 border-success bg-success-soft p-5"
    >
      <h2 id="hand-out-title" className="flex gap-2 text-xl font-semibold">
        <Sign kind="success" className="mt-1 text-success" />
        {title}
      </h2>
      <dl className="space-y-3">
        {lines.map(({ label, value, isPassword }) => (
          <div key={label}>
            <dt className="text-sm text-muted">{label}</dt>
            <dd
              data-temporary-password={isPassword}
              className={
                isPassword
                  ? 'font-mono text-base font-semibold sm:text-2xl print:text-2xl'
                  : 'text-lg'
              }
            >
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {asides.map((aside) => (
        <p key={aside} className="print:hidden">
          {aside}
        </p>
      ))}
      <div className="flex flex-wrap gap-3 print:hidden">
        {password && (
          <>
            <CopyButton text={password} label={words.copy} done={words.copied} />
            <PrintButton label={words.print} />
          </>
        )}
        {children}
      </div>
    </section>
  );
}
