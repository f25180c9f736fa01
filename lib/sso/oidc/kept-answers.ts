import { setTimeout as sleep } from 'node:timers/promises';
import { processWide } from '@/lib/process-wide';
import { PortalError, type PortalFault } from '@/lib/sso/portal-fetch';

interface Fault {
  reason: PortalFault;
  host: string;
  detail?: string;
}

/** Data only: what waits for one may be another copy of this code (lib/process-wide). */
type Outcome<V> = { value: V; fault?: never } | { fault: Fault; value?: never };

interface Question<V> {
  askedAt: number;
  state: 'open' | 'answered' | 'failed';
  outcome: Promise<Outcome<V>>;
}

interface Source<V> {
  kept: { value: V; askedAt: number } | null;
  /** The newest question. */
  last: Question<V> | null;
  /** A question that will be put as soon as it may. */
  next: Promise<Outcome<V>> | null;
}

interface KeptAnswersOptions<V> {
  ask(key: string): Promise<V>;
  freshMs: number;
  /** How old an answer may be that is used because a newer one is not to be had. */
  keepMs: number;
  /** No source is asked more often, whatever happens. */
  everyMs: number;
}

export type KeptAnswers<V> = ReturnType<typeof keptAnswers<V>>;

/** More sources than any installation has; beyond it the oldest is asked again. */
const MAX_SOURCES = 2000;

/**
 * What sources that may be away said last, one answer a key, for the whole process and by a monotonic
 * clock. One question at a time for each, whoever waits (but see `recent`). A failure, of whatever kind,
 * replaces nothing.
 *
 * Strangers can make a caller wish for a newer answer as often as they like; the source does not
 * notice more than one question every `everyMs`.
 */
export function keptAnswers<V>(name: string, options: KeptAnswersOptions<V>) {
  const { freshMs, keepMs, everyMs } = options;
  const sources = () => processWide(name, () => new Map<string, Source<V>>());

  /** @throws PortalError when there is none that may be used */
  async function get(key: string): Promise<V> {
    const source = sourceOf(sources(), key);
    if (source.kept && age(source.kept) < freshMs) return source.kept.value;
    const outcome = await recent(key, everyMs);
    if (source.kept && age(source.kept) <= keepMs) return source.kept.value;
    return unwrapped(outcome);
  }

  /**
   * The outcome of a question that was put less than `maxAgeMs` ago, or is put now.
   *
   * @param unansweredMs how long ago that may be where it failed or waits for its answer still; what
   * came back meanwhile answers a new question at once, and the old one never
   */
  function recent(key: string, maxAgeMs: number, unansweredMs?: number): Promise<Outcome<V>> {
    const source = sourceOf(sources(), key);
    const { last } = source;
    return last && isRecent(last, maxAgeMs, unansweredMs) ? last.outcome : put(key, source);
  }

  function isRecent(last: Question<V>, maxAgeMs: number, unansweredMs?: number): boolean {
    if (last.state === 'answered') return age(last) < maxAgeMs;
    if (unansweredMs !== undefined) return age(last) < Math.max(unansweredMs, everyMs);
    return last.state === 'open' || age(last) < maxAgeMs;
  }

  /**
   * An answer to a question that was put after this call, which waits for that as long as it must.
   * @throws PortalError
   */
  async function newer(key: string): Promise<V> {
    const source = sourceOf(sources(), key);
    source.next ??= putWhenAllowed(key, source);
    return unwrapped(await source.next);
  }

  /** Waits for the question that is open, if there is one, however it ends. */
  async function settled(key: string): Promise<void> {
    const { last } = sourceOf(sources(), key);
    if (last?.state === 'open') await last.outcome;
  }

  async function putWhenAllowed(key: string, source: Source<V>): Promise<Outcome<V>> {
    try {
      await source.last?.outcome;
      for (let wait = waitOf(source); wait > 0; wait = waitOf(source)) await sleep(wait);
    } finally {
      // Who asks from now on wants a later answer than this one.
      source.next = null;
    }
    return put(key, source);
  }

  function waitOf({ last }: Source<V>): number {
    return last ? Math.ceil(everyMs - age(last)) : 0;
  }

  function put(key: string, source: Source<V>): Promise<Outcome<V>> {
    const askedAt = performance.now();
    const outcome = options.ask(key).then(
      (value): Outcome<V> => {
        // An older question's answer may come after that of a newer one.
        if (!source.kept || source.kept.askedAt < askedAt) source.kept = { value, askedAt };
        return { value };
      },
      (error): Outcome<V> => {
        if (!(error instanceof PortalError)) throw error;
        const { reason, host, detail } = error;
        return { fault: { reason, host, detail } };
      },
    );
    const question: Question<V> = { askedAt, state: 'open', outcome };
    source.last = question;
    outcome.then(
      ({ fault }) => {
        question.state = fault ? 'failed' : 'answered';
      },
      () => {
        question.state = 'failed';
      },
    );
    return outcome;
  }

  return {
    get,
    recent,
    newer,
    settled,
    /** Forgets everything; what is being asked at this moment comes too late. */
    clear: () => sources().clear(),
  };
}

function unwrapped<V>(outcome: Outcome<V>): V {
  if (!outcome.fault) return outcome.value;
  const { reason, host, detail } = outcome.fault;
  throw new PortalError(reason, host, detail);
}

function age({ askedAt }: { askedAt: number }): number {
  return performance.now() - askedAt;
}

function sourceOf<V>(sources: Map<string, Source<V>>, key: string): Source<V> {
  const known = sources.get(key);
  if (known) return known;
  const oldest = sources.size >= MAX_SOURCES ? sources.keys().next().value : undefined;
  if (oldest !== undefined) sources.delete(oldest);
  const source: Source<V> = { kept: null, last: null, next: null };
  sources.set(key, source);
  return source;
}
