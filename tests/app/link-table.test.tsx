import { createFormatter, createTranslator } from 'next-intl';
import { prerender } from 'react-dom/static';
import { expect, test, vi } from 'vitest';
import { LinkTable } from '@/app/(signed-in)/admin/users/pending-links/link-table';
import type { ListedLink } from '@/lib/users/pending-links';
import en from '@/messages/en.json';
import { NOON } from '@/tests/support/test-scope';

vi.mock('next-intl/server', () => ({
  getTranslations: async (namespace: 'pendingLinks') =>
    createTranslator({ locale: 'en', messages: en, namespace }),
  getFormatter: async () => createFormatter({ locale: 'en', timeZone: 'UTC' }),
}));

/** The words of a list with one who waits. */
async function shown(link: Partial<ListedLink>): Promise<string> {
  const whole: ListedLink = {
    userId: 'dana',
    username: 'danaortiz',
    provider: 'saml:https://x.example',
    fullName: 'Dana Portal',
    email: 'dana@portal.example',
    arrivals: 4,
    subjectChanges: 0,
    lastAt: NOON,
    ...link,
  };
  const { prelude } = await prerender(await LinkTable({ links: [whole] }));
  const html = (await new Response(prelude).text()).replace(/<!--[^>]*-->/g, '');
  return html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

test('who waits is named as the portal names them', async () => {
  const text = await shown({});
  expect(text).toContain('danaortiz Dana Portal dana@portal.example');
  expect(text).not.toMatch(/not sent|identifier/);
});

test('what the portal did not send is told as such', async () => {
  expect(await shown({ fullName: null, email: null })).toContain(
    'danaortiz Name not sent Email address not sent',
  );
});

test('identifiers that change are told of in the list already', async () => {
  expect(await shown({ subjectChanges: 3 })).toContain(
    '4 times, with a different identifier each time',
  );
});
