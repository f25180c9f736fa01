import { notFound, redirect } from 'next/navigation';
import { expect, test } from 'vitest';
import { lossOf } from '@/app/parts/form-loss';

/** What somebody's code throws. */
function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

test('what the network threw is told by whether there was one', () => {
  const failed = new TypeError('Failed to fetch');
  expect(lossOf(failed, false)).toBe('offline');
  expect(lossOf(failed, true)).toBe('lost');
});

test('an answer that is none of ours, or a failure on the server, leaves open what was done', () => {
  const unexpected = new Error('An unexpected response was received from the server.');
  expect(lossOf(unexpected, true)).toBe('unanswered');
  expect(lossOf(Object.assign(new Error('hidden'), { digest: '4711' }), true)).toBe('unanswered');
});

test('what leads on to another page is no failure', () => {
  for (const leave of [() => redirect('/home'), notFound]) {
    const leaving = thrownBy(leave);
    expect(thrownBy(() => lossOf(leaving, true))).toBe(leaving);
  }
});
