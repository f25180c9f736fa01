'use client';

import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/button';

interface OnTheWayProps {
  href: string;
  /** What the line says with so many seconds left, from 0 up to the first number shown. */
  countdown: string[];
  /** The button that stops it (WCAG 2.2.1). */
  stay: string;
  /** What the line says once it has been stopped. */
  stayed: string;
}

/**
 * Goes on to another page after so many seconds in which this one was in view: who looked away comes
 * back to it. No live region: it would talk over the page once a second.
 */
export function OnTheWay({ href, countdown, stay, stayed }: OnTheWayProps) {
  const [left, setLeft] = useState<number | 'not yet' | 'stopped'>('not yet');
  const line = useRef<HTMLSpanElement>(null);
  const isCounting = typeof left === 'number';

  useEffect(() => setLeft(countdown.length - 1), [countdown.length]);
  useEffect(() => {
    if (!isCounting) return;
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') return;
      setLeft((seconds) => (typeof seconds === 'number' && seconds > 0 ? seconds - 1 : seconds));
    }, 1000);
    return () => clearInterval(timer);
  }, [isCounting]);
  useEffect(() => {
    if (left === 0) window.location.assign(href);
    // The button goes, and must not take the focus along.
    if (left === 'stopped') line.current?.focus();
  }, [left, href]);

  if (left === 'not yet') return null;
  return (
    <p className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-2">
      <span ref={line} tabIndex={-1} className="outline-none">
        {isCounting ? countdown[left] : stayed}
      </span>
      {isCounting && (
        <Button type="button" variant="secondary" onClick={() => setLeft('stopped')}>
          {stay}
        </Button>
      )}
    </p>
  );
}
