/** What is known of an import while it is worked on. */
export interface Worked {
  state: string;
  bytes: number;
  bytesChecked: number;
  good: number;
  present: number;
  faulty: number;
  added: number;
  startedAt: Date;
}

export interface Progress {
  /** Lines read, or people added. */
  count: number;
  /** From 0 to 1. */
  part: number;
  /** By the speed so far; null as long as that says nothing. */
  secondsLeft: number | null;
}

/** Before it, a first batch would foretell hours. */
const TELLING_MS = 2_000;

/** How far an import is, and how long it will take by the speed so far. */
export function progressOf(worked: Worked, now: Date): Progress {
  const isReading = worked.state === 'checking';
  const count = isReading ? worked.good + worked.present + worked.faulty : worked.added;
  const [done, all] = isReading ? [worked.bytesChecked, worked.bytes] : [worked.added, worked.good];
  const part = all === 0 ? 0 : Math.min(1, done / all);
  const tookMs = now.getTime() - worked.startedAt.getTime();
  const isTelling = part > 0 && tookMs >= TELLING_MS;
  const secondsLeft = isTelling ? Math.ceil(((tookMs / part) * (1 - part)) / 1000) : null;
  return { count, part, secondsLeft };
}
