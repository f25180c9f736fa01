'use client';

import { Button } from '@/components/button';
import { useHydrated } from '@/components/use-hydrated';

/** Prints the page; only where script runs, since the browser's own menu always does. */
export function PrintButton({ label }: { label: string }) {
  if (!useHydrated()) return null;
  return (
    <Button type="button" variant="secondary" onClick={() => window.print()}>
      {label}
    </Button>
  );
}
