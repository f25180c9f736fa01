import { createTranslator } from 'next-intl';
import { prerender } from 'react-dom/static';
import { expect, test, vi } from 'vitest';
import { HandOut } from '@/app/(signed-in)/admin/users/import/hand-out';
import en from '@/messages/en.json';

vi.mock('next-intl/server', () => ({
  getTranslations: async (namespace: 'import.sheet') =>
    createTranslator({ locale: 'en', messages: en, namespace }),
}));

const NONE = 'Everybody has signed in. No sheet is needed.';

test.each([
  [{ waiting: 1, pending: 0, come: 0 }, ['1 person has no password yet.']],
  [
    { waiting: 0, pending: 2, come: 1 },
    ['2 people have a temporary password and have not signed in yet. 1 person has signed in.'],
  ],
  [{ waiting: 0, pending: 0, come: 3 }, ['3 people have signed in.', NONE]],
])('of %o only what there is is said', async (counts, said) => {
  const { prelude } = await prerender(<HandOut importId="7" counts={counts} />);
  const html = (await new Response(prelude).text()).replace(/<!--[^>]*-->/g, '');
  const texts = [...html.matchAll(/<p[^>]*>([^<]*)<\/p>/g)].map(([, text]) => text);
  const about = texts.filter((text = '') => /\b(has|have)\b.*(signed in|password yet)/.test(text));
  expect(about.filter((text) => !text?.includes('gets') && !text?.includes('get a'))).toEqual(said);
});
