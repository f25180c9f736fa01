'use client';

import { useState } from 'react';
import { Button } from '@/components/button';
import { useHydrated } from '@/components/use-hydrated';

interface CopyButtonProps {
  text: string;
  label: string;
  /** «Copied», said when it is. */
  done: string;
}

/** Copies a text; only where script runs. */
export function CopyButton({ text, label, done }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  if (!useHydrated()) return null;
  const copy = async () => {
    // A browser may refuse; then nothing is said to be copied.
    await navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <span className="inline-flex items-center print:hidden">
      <Button type="button" variant="secondary" onClick={copy}>
        {label}
      </Button>
      <span role="status">{isCopied && <span className="ml-3">{done}</span>}</span>
    </span>
  );
}
