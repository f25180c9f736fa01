'use client';

import {
  type FormEvent,
  startTransition,
  useActionState,
  useEffect,
  useRef,
  useState,
} from 'react';
import { type FormLoss, lossOf } from '@/app/parts/form-loss';
import { type FormTrouble, FormTroubleNotice, type UnsureWords } from '@/app/parts/form-trouble';
import { retryPauseSeconds } from '@/lib/retry-policy';

/** What a form's action answers, as far as this hook cares. */
export interface SteadyAnswer {
  /**
   * The machine could not deal with it now, and nothing was changed or counted: what was typed stays in
   * the fields. With seconds the form may be sent again by itself after them; null where that might not help.
   */
  notNow?: { retryAfterSeconds: number | null };
}

/** What one sending came to; only where script runs. */
class Sent {
  constructor(
    readonly answer: SteadyAnswer | null,
    readonly lost: FormLoss | null,
    readonly pause: { seconds: number; attempt: number } | null,
  ) {}
}

type State = SteadyAnswer | Sent | null;
type Action<Answer> = (before: null, form: FormData) => Promise<Answer>;

/**
 * `useActionState` for a form that does not let go of what was typed while the machine or the network
 * cannot take it. Without script it is `useActionState`.
 *
 * With script, an action that the network, or what stands in front of the server, kept from answering
 * becomes a trouble that the form shows in its own place. An answer that says when to come back makes the
 * form send itself again after that (lib/retry-policy), with what stands in its fields by then: nothing
 * typed is kept anywhere else. A sending whose outcome is not known is never repeated by itself, and the
 * first letter that somebody types, or `stop`, ends the waiting.
 *
 * @param unsure what this form says where it may have arrived; by default to look before it is sent again
 * @returns `form`, to be spread over the `<form>`; `answer`, the action's last; `trouble`, a notice to be
 *   shown in place of what the answer says, or null
 */
export function useSteadyForm<Answer extends object>(
  action: Action<Answer>,
  initial: Answer | null = null,
  unsure?: UnsureWords,
) {
  const element = useRef<HTMLFormElement>(null);
  const retries = useRef<Retries>({ tried: 0, isOwn: false, isOver: false });
  const [stopped, setStopped] = useState<Sent | null>(null);
  const [guarded] = useState(() => guard(action, retries.current));
  const [state, act, isPending] = useActionState<State, FormData>(
    // React makes a form work without script for the server's own action only.
    typeof window === 'undefined'
      ? (action as (before: State, form: FormData) => Promise<State>)
      : guarded,
    initial,
  );
  const sent = state instanceof Sent ? state : null;
  const answer = (state instanceof Sent ? state.answer : state) as Answer | null;

  useEffect(() => {
    // As React does by itself for a form that script does not hold on to.
    if (sent && !sent.lost && !sent.answer?.notNow) element.current?.reset();
    // It may have arrived, and now lie there for long: the next person would be one click from sending it.
    if (sent?.lost && sent.lost !== 'offline') emptyPasswords(element.current);
  }, [sent]);

  const trouble = troubleNow();
  return {
    answer,
    trouble: trouble && (
      <FormTroubleNotice trouble={trouble} unsure={unsure} stop={stop} sendAgain={sendAgain} />
    ),
    isPending,
    form: { ref: element, action: act, onSubmit, onInput },
  };

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { isOwn } = retries.current;
    if (!isOwn) Object.assign(retries.current, { tried: 0, isOver: false });
    retries.current.isOwn = false;
    const { submitter } = event.nativeEvent as SubmitEvent;
    const fields = new FormData(event.currentTarget, submitter);
    startTransition(() => act(fields));
  }

  function stop() {
    retries.current.isOver = true;
    setStopped(sent);
  }

  function onInput() {
    if (sent?.pause && stopped !== sent) stop();
  }

  function sendAgain() {
    retries.current.isOwn = true;
    element.current?.requestSubmit();
  }

  function troubleNow(): FormTrouble | null {
    if (!sent) return null;
    if (sent.lost) return isPending ? null : { kind: sent.lost };
    if (!sent.pause) return null;
    if (stopped === sent) return { kind: 'stopped' };
    return isPending ? { kind: 'sending' } : { kind: 'waiting', ...sent.pause };
  }
}

interface Retries {
  tried: number;
  /** Whether what is being submitted submits itself. */
  isOwn: boolean;
  isOver: boolean;
}

function guard<Answer extends object>(action: Action<Answer>, retries: Retries) {
  return async (before: State, form: FormData): Promise<State> => {
    const wasOnline = navigator.onLine;
    try {
      const answer = await action(null, form);
      return new Sent(answer, null, pauseAfter(answer, retries));
    } catch (error) {
      const lost = lossOf(error, wasOnline);
      const last = before instanceof Sent ? before.answer : before;
      return new Sent(last, lost, null);
    }
  };
}

function pauseAfter(answer: SteadyAnswer | null, retries: Retries) {
  const asked = answer?.notNow?.retryAfterSeconds ?? null;
  if (asked === null || retries.isOver) return null;
  const seconds = retryPauseSeconds(asked, retries.tried, Math.random());
  retries.tried += 1;
  return seconds === null ? null : { seconds, attempt: retries.tried };
}

/** As somebody would who deletes them: what looks on while they type is told. */
function emptyPasswords(form: HTMLFormElement | null): void {
  // React notices no value that was set past this.
  const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value') ?? {};
  for (const field of form?.querySelectorAll('[autocomplete$="-password"]') ?? []) {
    set?.call(field, '');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
