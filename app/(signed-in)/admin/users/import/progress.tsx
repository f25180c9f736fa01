'use client';

import { useEffect, useState } from 'react';
import { byItself } from '@/lib/background-rules';
import { importAddress, importPath } from './import-address';
import type { ShownProgress } from './progress/progress-words';

const LOOK_EVERY_MS = 1_500;

interface ImportProgressProps {
  importId: string;
  label: string;
  first: ShownProgress;
  goesOn: string;
  /** For who has no script. */
  reload: string;
}

/** A bar with the count and the time left, which moves where there is script. */
export function ImportProgress({ importId, label, first, goesOn, reload }: ImportProgressProps) {
  const [{ part, text }, show] = useState(first);

  useEffect(() => {
    const look = setInterval(async () => {
      const seen = await progress(importId);
      if (seen === 'unknown') return;
      if (seen !== 'over' && seen.state === first.state) show(seen);
      else window.location.replace(byItself(importAddress(importId)));
    }, LOOK_EVERY_MS);
    return () => clearInterval(look);
  }, [importId, first.state]);

  return (
    <div className="space-y-3">
      <label htmlFor="progress" className="block font-semibold">
        {label}
      </label>
      <progress
        id="progress"
        value={part}
        max={1}
        aria-describedby="progress-text"
        className="bar"
      />
      <p id="progress-text">{text}</p>
      <p className="text-muted">{goesOn}</p>
      <noscript>
        <a href={importAddress(importId)} className="inline-block py-0.5">
          {reload}
        </a>
      </noscript>
    </div>
  );
}

/** `over` where the page has something else to say, `unknown` where nobody answers for the moment. */
async function progress(importId: string): Promise<ShownProgress | 'over' | 'unknown'> {
  try {
    const answer = await fetch(`${importPath}/progress?id=${importId}`, { cache: 'no-store' });
    if (answer.status === 403 || answer.status === 404) return 'over';
    return answer.ok ? await answer.json() : 'unknown';
  } catch {
    return 'unknown';
  }
}
