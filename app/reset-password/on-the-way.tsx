'use client';

import { useEffect, useState } from 'react';
import { Button } from '@/components/button';

interface OnTheWayProps {
  href: string;
  /** What the line says with so many seconds left, from 0 up to the first number shown. */
  countdown: string[];
  /** The button that stops it (WCAG 2.2.1). */
  stay: string;
}

/**
 * Goes on to another page after so many seconds in which this one was in view: who looked away comes
 * back to it. No live region: it would talk over the page once a second.
 */
export function OnTheWay({ href, countdown, stay }: OnTheWayProps) {
  const [left, setLeft] = useState<number | null>(null);
  const isCounting = left !== null;

  useEffect(() => setLeft(countdown.length - 1), [countdown.length]);
  useEffect(() => {
    if (!isCounting) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setLeft((seconds) => seconds && seconds - 1);
    }, 1000);
    return () => clearInterval(timer);
  }, [isCounting]);
  useEffect(() => {
    if (left === 0) window.location.assign(href);
  }, [left, href]);

  if (left === null) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <span>{countdown[left]}</span>
      <Button type="button" variant="secondary" onClick={() => setLeft(null)}>
        {stay}
      </Button>
    </p>
  );
}
