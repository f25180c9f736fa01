import { createTranslator } from 'next-intl';
import { prerender } from 'react-dom/static';
import { expect, test, vi } from 'vitest';
import { TypedPasswordField } from '@/app/(signed-in)/admin/users/typed-password-field';
import { typedPasswordWords } from '@/app/(signed-in)/admin/users/typed-password-words';
import { runInRequestContext } from '@/lib/request-context';
import en from '@/messages/en.json';
import { testRequest } from '@/tests/support/test-request';
import { type Settings, utilityOf } from '@/tests/support/utility-settings';

vi.mock('next-intl/server', () => ({
  getTranslations: async (namespace: 'userForm') =>
    createTranslator({ locale: 'en', messages: en, namespace }),
  getFormatter: async () => ({ list: (parts: string[]) => parts.join(', ') }),
}));

async function wordsAt(settings: Settings) {
  const utility = utilityOf(settings);
  return runInRequestContext(testRequest({ utility }), () => typedPasswordWords(utility));
}

test('a typed temporary password is described by its hint and by each thing it must have', async () => {
  const words = await wordsAt({});
  if (!words) throw new Error('Nothing may be typed.');
  const field = <TypedPasswordField words={words} error={undefined} errorPrefix="Error:" />;
  const html = await new Response((await prerender(field)).prelude).text();
  const [, ids = ''] = /<input[^>]*aria-describedby="([^"]*)"/.exec(html) ?? [];
  expect(ids.split(' ')).toEqual(['temporary-password-hint', 'temporary-password-requirements']);
  for (const id of ids.split(' ')) expect(html).toContain(`id="${id}"`);
  const codes = [...html.matchAll(/data-requirement="(\w+)" data-state="(\w+)"/g)];
  expect(codes.map(([, code, state]) => [code, state])).toEqual([
    ['too_short', 'unknown'],
    ['too_few_classes', 'unknown'],
    ['personal', 'unknown'],
    ['common', 'unknown'],
  ]);
});

test('there is none where nobody may type one', async () => {
  expect(await wordsAt({ passwords: { typedTemporary: false } })).toBeNull();
});
