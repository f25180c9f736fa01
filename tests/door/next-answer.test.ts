import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { changeOfNextAnswer } from '@/lib/door/next-answer';
import type { RequestContext } from '@/lib/request-context';
import { testRequest } from '@/tests/support/test-request';

interface Answer {
  status: number;
  url?: string;
  method?: string;
  /** Called by React, which reads the answer itself. */
  byReact?: boolean;
  /** Next does not have the action. */
  unknownAction?: boolean;
  asked?: RequestContext['response'];
}

const changeOf = (answer: Answer) => decided(answer).change;
const answerOf = (answer: Answer) => decided(answer).res;

function decided({ status, url = '/', method, byReact, unknownAction, asked = {} }: Answer) {
  const req = new IncomingMessage(new Socket());
  req.url = url;
  req.method = method;
  if (byReact) req.headers['next-action'] = 'abc';
  const res = new ServerResponse(req);
  if (unknownAction) res.setHeader('x-nextjs-action-not-found', '1');
  const context = testRequest({ requestId: 'reference-7', path: url, response: asked });
  return { change: changeOfNextAnswer(req, res, status, context, 'https'), res };
}

const AS_IT_IS = { kind: 'as_it_is' };

describe('an answer that nobody asked to change', () => {
  test.each([200, 204, 303, 307, 400, 404, 499])('of status %i stays as it is', (status) => {
    expect(changeOf({ status })).toEqual(AS_IT_IS);
  });
});

describe('an answer that leads elsewhere', () => {
  test('after a form never makes the browser send the form there, passwords and all', () => {
    expect(changeOf({ status: 307, method: 'POST' })).toEqual({ kind: 'status', status: 303 });
    expect(changeOf({ status: 303, method: 'POST' })).toEqual(AS_IT_IS);
  });

  test('for good is not kept: its address may hold a secret', () => {
    const res = answerOf({ status: 308, url: '/reset-password/?token=x' });
    expect(res.getHeader('Cache-Control')).toBe('no-store');
  });
});

describe('the status that an action asked for', () => {
  test('takes the place of 200, with Retry-After', () => {
    const asked = { status: 429, retryAfterSeconds: 10 };
    expect(changeOf({ status: 200, asked })).toEqual({ kind: 'status', ...asked });
    expect(changeOf({ status: 200, asked, byReact: true })).toEqual({ kind: 'status', ...asked });
  });

  test('does not take the place of a redirect', () => {
    expect(changeOf({ status: 303, asked: { status: 429 } })).toEqual(AS_IT_IS);
  });
});

describe('a failure', () => {
  test.each([
    [500, {}, 500],
    [502, {}, 500],
    [500, { status: 503, retryAfterSeconds: 5 }, 503],
    [500, { status: 400 }, 400],
    [500, { status: 429 }, 500],
  ])('of status %i, when %j was asked for, is a page of status %i', (status, asked, shown) => {
    expect(changeOf({ status, asked })).toMatchObject({
      kind: 'instead',
      content: { status: shown, headers: { 'Cache-Control': 'no-store' } },
    });
  });

  test('that will pass loads again by itself, unless a form was sent', () => {
    const asked = { status: 503, retryAfterSeconds: 5 };
    const bodyOf = (answer: Answer) => JSON.stringify(changeOf(answer));
    expect(bodyOf({ status: 500, method: 'GET', asked })).toContain('data-reload=');
    for (const method of ['POST', 'PUT', undefined]) {
      expect(bodyOf({ status: 500, method, asked })).not.toContain('data-reload=');
    }
    expect(bodyOf({ status: 500, method: 'GET' })).not.toContain('data-reload=');
  });

  test('has a reference for the log, and tells nothing of Next', () => {
    const change = changeOf({ status: 500 });
    const body = change.kind === 'instead' ? change.content.body : '';
    expect(body).toContain('reference-7');
    expect(body).not.toMatch(/next|digest|stack|error:/i);
  });

  test('that is away says when to come back', () => {
    expect(changeOf({ status: 500, asked: { status: 503 } })).toMatchObject({
      content: { headers: { 'Retry-After': '5' } },
    });
  });

  test('goes to React as it is, which shows the error page of the build', () => {
    expect(changeOf({ status: 500, byReact: true })).toEqual(AS_IT_IS);
  });
});

describe('a form of an earlier build', () => {
  const again = (url: string) => {
    const change = changeOf({ status: 404, unknownAction: true, url });
    return change.kind === 'instead' ? change.content : null;
  };

  test('leads to its page in today’s form, with a word of what happened', () => {
    expect(again('/change-password')).toEqual({
      status: 303,
      headers: {
        Location: '/change-password?again=1',
        'Cache-Control': 'no-store',
        'Content-Length': '0',
      },
      body: '',
    });
    expect(again('/?returnTo=%2Fsessions')?.headers.Location).toBe(
      '/?returnTo=%2Fsessions&again=1',
    );
    expect(again('/?again=1')?.headers.Location).toBe('/?again=1');
  });

  test('that React sent goes to React', () => {
    expect(changeOf({ status: 404, unknownAction: true, byReact: true })).toEqual(AS_IT_IS);
  });

  test.each(['/.//evil.example', '/x/..//evil.example', '/%2e//evil.example'])(
    'leads to no other host: %s',
    (url) => {
      const to = new URL(again(url)?.headers.Location ?? '', 'https://csi.harbor.example');
      expect(to.host).toBe('csi.harbor.example');
    },
  );
});
