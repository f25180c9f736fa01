import { isDatabaseUnavailable } from '@/lib/database-errors';
import { log } from '@/lib/log';
import { answerWith, requestContext } from '@/lib/request-context';

/** What any form can come back with, whatever it is for. */
export type FormFailure =
  /** The machine cannot do it now: the database is away. Nothing was changed. */
  | { kind: 'unavailable' }
  /** Not a form of ours: fields missing, doubled, oversized or files. */
  | { kind: 'malformed' };

/**
 * Runs a form's action. A database that is away becomes a state that the form shows, with status
 * 503 and `Retry-After`, so that nothing the person typed elsewhere is lost.
 */
export async function runFormAction<T>(run: () => Promise<T>): Promise<T | FormFailure> {
  try {
    return await run();
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    log().warn({ err: error }, 'the database does not answer');
    answerWith(503, 5);
    return { kind: 'unavailable' };
  }
}

/** Longest text of a field that anybody has use for. */
const LONGEST_FIELD = 8_192;

/**
 * The texts of a form's fields, or null (with status 400) unless each is there exactly once, is text,
 * and is of a sane length.
 */
export function readFields<Name extends string>(
  form: unknown,
  names: readonly Name[],
): Record<Name, string> | null {
  formHasArrived();
  // Whoever makes up an action's arguments may pass anything.
  if (!(form instanceof FormData)) return refuse();
  const fields = {} as Record<Name, string>;
  for (const name of names) {
    const [value, ...more] = form.getAll(name);
    if (!isFieldText(value) || more.length > 0) return refuse();
    fields[name] = value;
  }
  return fields;
}

/** The texts of a field that a form may have any number of times, as checkboxes do; null as above. */
export function readList(form: unknown, name: string): string[] | null {
  formHasArrived();
  if (!(form instanceof FormData)) return refuse();
  const values = form.getAll(name);
  return values.every(isFieldText) && values.length <= MOST_CHOICES ? values : refuse();
}

const MOST_CHOICES = 50;

/** Whether a value is text that a field may hold. */
export function isFieldText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_FIELD && !value.includes('\0');
}

/** For an action that reads no fields: from here on, what fails is ours. */
export function formHasArrived(): void {
  requestContext().awaitsForm = false;
}

function refuse(): null {
  answerWith(400);
  return null;
}
