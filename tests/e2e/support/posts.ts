import type { Answer } from '@/tests/e2e/support/ask';
import { fieldsOfForm, multipart } from '@/tests/e2e/support/forms';
import { type Person, person } from '@/tests/e2e/support/people';
import { expect } from '@/tests/e2e/support/test';
import type { Visitor } from '@/tests/e2e/support/visitor';

export interface ReadyPost {
  who: Person;
  /** Hidden fields and right credentials. */
  fields: [string, string][];
  body: string;
  contentType: string;
}

/** What would sign a new person in, for tests that spoil one thing about it. */
export async function readyToSignIn(guest: Visitor): Promise<ReadyPost> {
  const who = await person('harbor');
  const hidden = fieldsOfForm((await guest.get('/')).body);
  const fields = Object.entries({ ...hidden, username: who.username, password: who.password });
  return { who, fields, ...multipart(fields) };
}

/** A page for people: whole, without a word of the machine's inner life. */
export function expectPage({ headers, body }: Answer): void {
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(body).toMatch(/^<!doctype html>/i);
  expect(body).toMatch(/<h1/);
  expectNoInnerLife(body);
}

export function expectNoInnerLife(text: string): void {
  expect(text).not.toMatch(/^\s+at .+:\d+:\d+/m);
  expect(text).not.toMatch(/node_modules|\/work\/|webpack-internal|postgres:\/\/|ECONNREFUSED/);
}
