'use client';

import { useEffect, useRef, useState } from 'react';
import { countDown } from '@/app/parts/count-down';
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

/** For a form that may be sent again without a look, since it does nothing twice. */
export type UnsureWords = Record<Exclude<FormLoss, 'offline'>, string>;

interface FormTroubleNoticeProps {
  trouble: FormTrouble;
  unsure?: UnsureWords;
  stop: () => void;
  sendAgain: () => void;
}

/**
 * That a form waits to be sent again, or that the network took it. It leaves the focus where it is:
 * nobody has to do anything, and somebody may be typing.
 */
export function FormTroubleNotice({ trouble, unsure, stop, sendAgain }: FormTroubleNoticeProps) {
  const words = wordsOnPage();
  const { kind } = trouble;
  if (kind === 'offline' || kind === 'lost' || kind === 'unanswered') {
    const text = (kind !== 'offline' && unsure?.[kind]) || words[kind].form;
    return (
      <Notice kind="error" title={words[kind].title} role="alert">
        <p>{text}</p>
      </Notice>
    );
  }
  return (
    <Notice kind="info" title={words.retry.title}>
      <Waiting trouble={trouble} stop={stop} sendAgain={sendAgain} words={words.retry} />
    </Notice>
  );
}

interface WaitingProps extends Omit<FormTroubleNoticeProps, 'unsure'> {
  words: PageFailureWords['retry'];
}

function Waiting({ trouble, stop, sendAgain, words }: WaitingProps) {
  const line = useRef<HTMLParagraphElement>(null);
  const isStopped = trouble.kind === 'stopped';
  const pause = trouble.kind === 'waiting' ? trouble : null;
  const { lang } = document.documentElement;
  const inWords = (seconds: number) => words.in.replace('{time}', durationInWords(lang, seconds));
  const text = isStopped ? words.stopped : words.now;
  // Said once for each pause; what changes each second is for the eyes.
  const said = useSaid(pause ? `${words.title}. ${inWords(pause.seconds)}` : text);

  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-2">
      <VisuallyHidden>
        <span role="status">{said}</span>
      </VisuallyHidden>
      <p ref={line} tabIndex={-1} className="outline-none" aria-hidden={!isStopped}>
        {pause ? (
          <SecondsLeft
            key={pause.attempt}
            seconds={pause.seconds}
            atEnd={sendAgain}
            tooLate={stop}
            inWords={inWords}
          />
        ) : (
          text
        )}
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

interface SecondsLeftProps {
  seconds: number;
  atEnd: () => void;
  tooLate: () => void;
  inWords: (seconds: number) => string;
}

/** Of one pause: another, though as long, has a key of its own. */
function SecondsLeft({ seconds, atEnd, tooLate, inWords }: SecondsLeftProps) {
  const [left, tick] = useState(seconds);
  const calls = useRef({ atEnd, tooLate });
  calls.current = { atEnd, tooLate };
  useEffect(() => {
    return countDown(seconds, {
      tick,
      atEnd: () => calls.current.atEnd(),
      tooLate: () => calls.current.tooLate(),
    });
  }, [seconds]);
  return inWords(left);
}
