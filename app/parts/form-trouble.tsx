'use client';

import { useEffect, useRef, useState } from 'react';
import type { FormLoss } from '@/app/parts/form-loss';
import { type PageFailureWords, wordsOnPage } from '@/app/parts/page-failure';
import { Button } from '@/components/button';
import { Notice } from '@/components/notice';
import { VisuallyHidden } from '@/components/visually-hidden';
import { durationInWords } from '@/lib/duration-rules';

/** What became of a form that brought no answer, or one that only asks for patience. */
export type FormTrouble =
  | { kind: FormLoss }
  /** It is going to be sent again by itself, `attempt` tells one pause from the next. */
  | { kind: 'waiting'; seconds: number; attempt: number }
  | { kind: 'sending' }
  /** It was going to be, and the person stopped it. */
  | { kind: 'stopped' };

interface FormTroubleNoticeProps {
  trouble: FormTrouble;
  stop: () => void;
  sendAgain: () => void;
}

/**
 * That a form waits to be sent again, or that the network took it. It leaves the focus where it is:
 * nobody has to do anything, and somebody may be typing.
 */
export function FormTroubleNotice({ trouble, stop, sendAgain }: FormTroubleNoticeProps) {
  const words = wordsOnPage();
  const { kind } = trouble;
  if (kind === 'offline' || kind === 'lost' || kind === 'unanswered') {
    return (
      <Notice kind="error" title={words[kind].title} role="alert">
        <p>{words[kind].form}</p>
      </Notice>
    );
  }
  return (
    <Notice kind="info" title={words.retry.title}>
      <Waiting trouble={trouble} stop={stop} sendAgain={sendAgain} words={words.retry} />
    </Notice>
  );
}

interface WaitingProps extends FormTroubleNoticeProps {
  words: PageFailureWords['retry'];
}

function Waiting({ trouble, stop, sendAgain, words }: WaitingProps) {
  const line = useRef<HTMLParagraphElement>(null);
  const isStopped = trouble.kind === 'stopped';
  const pause = trouble.kind === 'waiting' ? trouble.seconds : null;
  const left = useSecondsLeft(
    pause,
    trouble.kind === 'waiting' ? trouble.attempt : 0,
    sendAgain,
    stop,
  );
  const { lang } = document.documentElement;
  const inWords = (seconds: number) => words.in.replace('{time}', durationInWords(lang, seconds));
  const text = isStopped ? words.stopped : words.now;
  // Said once for each pause; what changes each second is for the eyes.
  const said = useSaid(pause === null ? text : `${words.title}. ${inWords(pause)}`);

  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-2">
      <VisuallyHidden>
        <span role="status">{said}</span>
      </VisuallyHidden>
      <p ref={line} tabIndex={-1} className="outline-none" aria-hidden={!isStopped}>
        {pause === null ? text : inWords(left)}
      </p>
      {!isStopped && (
        <Button
          type="button"
          variant="secondary"
          onClick={() => {
            stop();
            // The button goes, and must not take the focus along.
            line.current?.focus();
          }}
        >
          {words.stop}
        </Button>
      )}
    </div>
  );
}

/** A region that arrives with its text is silent to some readers: the text comes after it. */
function useSaid(text: string): string {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), 100);
    return () => clearTimeout(timer);
  }, [text]);
  return said;
}

/** So late only after a sleep, when somebody else may sit there: a password must not be sent then. */
const LATEST_MS = 10_000;

/**
 * Counts down by the clock, since browsers slow down what ticks out of view, and calls `atEnd` at the end,
 * or `tooLate` where that has long passed by one of the two clocks.
 */
function useSecondsLeft(
  seconds: number | null,
  attempt: number,
  atEnd: () => void,
  tooLate: () => void,
): number {
  const [left, setLeft] = useState(seconds ?? 0);
  const calls = useRef({ atEnd, tooLate });
  calls.current = { atEnd, tooLate };
  // biome-ignore lint/correctness/useExhaustiveDependencies: two pauses of one length are two
  useEffect(() => {
    if (seconds === null) return;
    setLeft(seconds);
    const end = performance.now() + seconds * 1000;
    const endOnWall = Date.now() + seconds * 1000;
    const timer = setInterval(() => {
      const rest = Math.ceil((end - performance.now()) / 1000);
      setLeft(Math.max(rest, 0));
      if (rest > 0) return;
      clearInterval(timer);
      const lateMs = Math.max(performance.now() - end, Date.now() - endOnWall);
      if (lateMs > LATEST_MS) calls.current.tooLate();
      else calls.current.atEnd();
    }, 250);
    return () => clearInterval(timer);
  }, [seconds, attempt]);
  return left;
}
