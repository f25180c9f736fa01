import { aboveFooter, wordsOf } from '@/tests/e2e/support/forms';
import { expect } from '@/tests/e2e/support/test';
import type { Visitor } from '@/tests/e2e/support/visitor';

/** What the page of a link that does not work says. */
export const DEAD = [
  'This link does not work any more',
  'The link was used already, or it is older than 24 hours.',
  'Or a newer link was sent: only the newest one works',
  'Ask for a new link',
];

/** The one page of every link that does not work; without a form. What it says. */
export async function expectDead(guest: Visitor, page: string): Promise<string> {
  const { status, headers, body } = await guest.get(page);
  expect([page, status]).toEqual([page, 200]);
  expect(headers['cache-control']).toContain('no-store');
  const words = wordsOf(body);
  for (const line of DEAD) expect(words).toContain(line);
  expect(aboveFooter(body)).not.toMatch(/<(form|input)\b/);
  expect(body).toContain('href="/forgot-password"');
  return words;
}

/** Whose password the page asks for; undefined when it has no form. */
export const usernameAsked = async (guest: Visitor, page: string) =>
  /for the username\s+(\S+) \./.exec(wordsOf((await guest.get(page)).body))?.[1];
