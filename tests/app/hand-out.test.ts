import { createFormatter, createTranslator } from 'next-intl';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { handOutOf } from '@/app/parts/hand-out';
import { HandOutPanel } from '@/app/parts/hand-out-panel';
import { runInRequestContext } from '@/lib/request-context';
import en from '@/messages/en.json';
import { testRequest } from '@/tests/support/test-request';
import { NOON } from '@/tests/support/test-scope';

vi.mock('next-intl/server', () => ({
  getTranslations: async (namespace: 'temporaryPassword') =>
    createTranslator({ locale: 'en', messages: en, namespace }),
  getFormatter: async () => createFormatter({ locale: 'en', timeZone: 'UTC' }),
}));

/** The panel of a temporary password: what a printer leaves out of it, and what it does not. */
async function printed(isDisabled: boolean) {
  const kim = { fullName: 'Kim Park', username: 'kimpark', isDisabled };
  const temporary = { password: 'Lantern-Bay-27', expiresAt: NOON };
  const handOut = await runInRequestContext(testRequest(), () => handOutOf(kim, temporary));
  const panel = renderToStaticMarkup(createElement(HandOutPanel, { handOut }));
  const left = panel.match(/<p class="print:hidden">[^<]*<\/p>/g) ?? [];
  return { paper: left.reduce((rest, part) => rest.replace(part, ''), panel), left: left.join() };
}

test('paper that is handed over says until when the password works, and nothing to who hands it over', async () => {
  const { paper, left } = await printed(false);
  expect(paper).toContain('It works until Monday, March 2, 2026');
  expect(paper).toContain('Lantern-Bay-27');
  expect(paper).not.toContain('shown only now');
  expect(left).toContain('It is shown only now: print it, or hand it over.');
});

test('that the account is disabled is told to the administrator alone', async () => {
  const { paper, left } = await printed(true);
  expect(paper).not.toContain('is disabled');
  expect(left).toContain('The account is disabled');
});
