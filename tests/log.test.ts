import { beforeEach, describe, expect, test, vi } from 'vitest';
import { consoleToLog, log } from '@/lib/log';
import { runInRequestContext } from '@/lib/request-context';
import { testRequest } from '@/tests/support/test-request';

const { lines } = vi.hoisted(() => {
  process.env.LOG_LEVEL = 'debug';
  return { lines: [] as string[] };
});

vi.mock('pino', async (original) => {
  const { default: pino } = await original<typeof import('pino')>();
  const into = { write: (line: string) => void lines.push(line) };
  const captured = (options: Parameters<typeof pino>[0]) => pino(options ?? {}, into);
  return { default: Object.assign(captured, pino) };
});

const SECRET = 'Lantern-Bay-27';

/** What the driver throws, as drizzle passes it on: with the statement's parameters all over. */
function failedQuery(secret = SECRET) {
  const driver = Object.assign(new Error('invalid byte sequence for encoding "UTF8": 0x00'), {
    name: 'PostgresError',
    code: '22021',
    detail: `Key (username_key)=(${secret}) already exists.`,
    where: `parameter $2 = ${secret}`,
    query: 'select * from users where username_key = $2',
    parameters: ['harbor', secret],
    args: ['harbor', secret],
  });
  return Object.assign(
    new Error(`Failed query: select 1\nparams: harbor,${secret}`, { cause: driver }),
    { query: 'select 1', params: ['harbor', secret] },
  );
}

const last = () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;

beforeEach(() => {
  lines.length = 0;
});

describe('an error in a line', () => {
  test('has type, message, code, stack and cause, and nothing that was a parameter', () => {
    log().error({ err: failedQuery() }, 'failed');
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain(SECRET);
    expect(last()).toMatchObject({
      level: 'error',
      msg: 'failed',
      err: {
        type: 'Error',
        message: 'Failed query: select 1',
        stack: expect.stringMatching(/^\s+at /),
        cause: {
          type: 'PostgresError',
          message: 'invalid byte sequence for encoding "UTF8": 0x00',
          code: '22021',
        },
      },
    });
    const { err } = last() as { err: { cause: object } };
    expect(Object.keys(err)).toEqual(['type', 'message', 'stack', 'cause']);
    expect(Object.keys(err.cause)).toEqual(['type', 'message', 'code', 'stack']);
  });

  test.each([
    ['of two lines', `first\n${SECRET}`],
    ['that looks like a place in the code', `\n    at ${SECRET} (file.ts:1:1)`],
    ['that looks like one with a carriage return', `\r\n  at ${SECRET}`],
  ])('does not tell a parameter %s', (_, typed) => {
    log().error({ err: failedQuery(typed) }, 'failed');
    expect(lines.join()).not.toContain(SECRET);
  });

  test.each([
    ['beside it', () => log().error({ err: failedQuery() })],
    ['in its place', () => log().error(failedQuery())],
    ['in an Error within', () => log().error({ err: new Error('x', { cause: failedQuery() }) })],
  ])('does not tell its parameters where there are no words %s', (_, write) => {
    write();
    expect(lines.join()).not.toContain(SECRET);
    expect(last()).toMatchObject({ level: 'error', err: { type: 'Error' } });
  });

  test('that is no Error is told by its text', () => {
    log().error({ err: 'out of paper' });
    expect(last()).toMatchObject({ err: { message: 'out of paper' } });
  });
});

describe('a line', () => {
  test('is one line of JSON with time, level and process, and no host name', () => {
    log().info({ a: 'two\nlines' }, 'three\nlines');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toContain('\n');
    expect(Object.keys(last())).toEqual(['level', 'time', 'pid', 'a', 'msg']);
    expect(last()).toMatchObject({ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/) });
  });

  test('inside a request has its id and utility, outside of one neither', () => {
    const context = testRequest({ requestId: 'r-1', path: `/?token=${SECRET}` });
    runInRequestContext(context, () => log().info('inside'));
    expect(last()).toMatchObject({ requestId: 'r-1', utility: 'harbor' });
    expect(lines.join()).not.toContain(SECRET);
    log().info('outside');
    expect(last()).not.toHaveProperty('requestId');
  });
});

describe('what libraries print', () => {
  /** The console as it is in a server, for as long as `run` takes. */
  function inServer(run: () => void): void {
    const { log: l, info, warn, error } = console;
    consoleToLog();
    try {
      run();
    } finally {
      Object.assign(console, { log: l, info, warn, error });
    }
  }

  test('becomes a line of its level each', () => {
    inServer(() => {
      console.log('one', 'two');
      console.info('three');
      console.warn('four');
      console.error('five');
    });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'info', msg: 'one two', source: 'console' },
      { level: 'info', msg: 'three' },
      { level: 'warn', msg: 'four' },
      { level: 'error', msg: 'five' },
    ]);
  });

  test('holds of an error only what every line holds of it', () => {
    inServer(() => {
      console.error(failedQuery());
      console.error('⨯', failedQuery(), { request: { password: SECRET } });
    });
    expect(lines.join()).not.toContain(SECRET);
    expect(last()).toMatchObject({ level: 'error', msg: '⨯', err: { cause: { code: '22021' } } });
  });

  test('of a database that is away is no error of this program', () => {
    const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    inServer(() => console.error(away));
    expect(last().level).not.toBe('error');
  });

  test('of an error that was made a text before holds no parameters either', () => {
    const { stack } = failedQuery();
    inServer(() => console.error(stack));
    expect(lines.join()).not.toContain(SECRET);
  });
});
