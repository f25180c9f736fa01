'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { durationInWords } from '@/lib/duration-rules';
import { saidAt } from '@/lib/session/session-watch-rules';

export interface WarningWords {
  title: string;
  /** With `{time}` where the time left goes. */
  text: string;
  /** Why, and what to do. */
  help: string;
}

interface SessionWarningProps {
  why: 'idle' | 'absolute';
  leftMs: number;
  words: WarningWords;
  /** Said where the server does not answer. */
  trouble: string | null;
  /** Escape was pressed where one can stay. */
  onEscape(): void;
  /** What the person can do. */
  children: ReactNode;
}

/**
 * Counts down to the end (WCAG 2.2.1). Of an idle session it takes the focus, since nobody is at work. Of
 * one that has reached its longest time it stands beside the work, which can be finished, and is read out.
 */
export function SessionWarning({
  why,
  leftMs,
  words,
  trouble,
  onEscape,
  children,
}: SessionWarningProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const lang = useLanguage();
  const seconds = Math.ceil(leftMs / 1000);
  const sentence = (left: number) => words.text.replace('{time}', durationInWords(lang, left));
  const said = saidAt(seconds);

  useEffect(() => {
    const shown = dialog.current;
    if (why !== 'idle') return;
    shown?.showModal();
    return () => shown?.close();
  }, [why]);

  return (
    <dialog
      ref={dialog}
      className="session-warning"
      data-why={why}
      // As an attribute: `show()` would take the focus.
      open={why === 'absolute'}
      aria-labelledby="session-warning-title"
      aria-describedby="session-warning-left session-warning-help"
      onCancel={(event) => {
        event.preventDefault();
        onEscape();
      }}
      // Browsers let nobody be held by a dialog; but the countdown goes on.
      onClose={() => dialog.current?.isConnected && dialog.current.showModal()}
    >
      <h2 id="session-warning-title" className="text-xl font-semibold">
        {words.title}
      </h2>
      <p id="session-warning-left" className="text-lg">
        {sentence(seconds)}
      </p>
      <p id="session-warning-help">{words.help}</p>
      {trouble && (
        <p role="alert" className="font-semibold text-error">
          {trouble}
        </p>
      )}
      <div className="flex flex-wrap gap-3">{children}</div>
      <p role="status" className="sr-only">
        {said === null ? why === 'absolute' && words.title : sentence(said)}
      </p>
    </dialog>
  );
}

/** Of the page, which the server has chosen. */
function useLanguage(): string {
  const [lang] = useState(() => document.documentElement.lang);
  return lang;
}
