import pino, { type Logger } from 'pino';
import { isDatabaseUnavailable } from '@/lib/database-errors';
import { processWide } from '@/lib/process-wide';
import { requestContextIfAny } from '@/lib/request-context';
import { isUnreadableForm } from '@/lib/unreadable-form';

/**
 * One JSON line per event, with the request's id and utility where there is a request.
 *
 * Nothing that a person typed into a password or username field, no token, cookie or SAML body may
 * be passed in: lines hold ids, outcomes and numbers. Errors are reduced to type, message and stack,
 * because drivers hang the statement's parameters on theirs.
 */
export function log(): Logger {
  return processWide('log', () =>
    pino({
      level: process.env.LOG_LEVEL || 'info',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: bareError },
      hooks: {
        // Without words pino takes an error's whole message for them.
        logMethod([first, ...words], write) {
          const fields = first instanceof Error ? { err: first } : first;
          const isBare = typeof fields === 'object' && words.length === 0;
          write.apply(this, isBare ? [fields, 'an error'] : [fields, ...words]);
        },
      },
      mixin() {
        const context = requestContextIfAny();
        return context ? { requestId: context.requestId, utility: context.utility.utilityId } : {};
      },
    }),
  );
}

function bareError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  const cause = causeOf(error);
  return {
    type: error.name,
    // drizzle puts the statement's parameters behind its first line.
    message: firstLine(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    stack: placesOf(error),
    ...(cause instanceof Error ? { cause: bareError(cause) } : {}),
  };
}

/** NextAuth puts what was thrown under `cause.err`. */
function causeOf({ cause }: Error): unknown {
  return cause instanceof Error ? cause : (cause as { err?: unknown } | undefined)?.err;
}

function firstLine(text: string): string {
  return text.trim().split(/[\r\n]/, 1)[0] ?? '';
}

/** The places of a stack, without the message that stands above them. */
function placesOf({ message, stack = '' }: Error): string {
  const start = stack.indexOf(message);
  const places = start < 0 ? '' : stack.slice(start + message.length);
  return places
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}

/**
 * Sends what libraries print into the log, a line each. Next prints what pages throw; what is no bug
 * of this program (a database that is away, a body that is no form) is logged where it is handled.
 */
export function consoleToLog(): void {
  const to =
    (level: 'info' | 'warn' | 'error') =>
    (...args: unknown[]) => {
      const error = args.find((arg) => arg instanceof Error);
      // An error that was made a text holds parameters behind its first line, as an error does.
      const text = args.flatMap((arg) => (typeof arg === 'string' ? firstLine(arg) : [])).join(' ');
      // Told where it is handled, and its message may quote what was sent.
      if (isUnreadableForm()) return;
      log()[isDatabaseUnavailable(error) ? 'info' : level](
        { source: 'console', ...(error ? { err: error } : {}) },
        text,
      );
    };
  Object.assign(console, {
    log: to('info'),
    info: to('info'),
    warn: to('warn'),
    error: to('error'),
  });
}
