import { createFormatter, createTranslator } from 'next-intl';
import { prerender } from 'react-dom/static';
import { expect, test, vi } from 'vitest';
import { PendingLinkNotice } from '@/app/(signed-in)/admin/users/[userId]/pending-link-notice';
import type { PendingLink } from '@/lib/accounts/pending-link-store';
import { runInRequestContext } from '@/lib/request-context';
import type { UserDetails } from '@/lib/users/find-user';
import type { PortalLink } from '@/lib/users/portal-link';
import en from '@/messages/en.json';
import { testRequest } from '@/tests/support/test-request';
import { NOON } from '@/tests/support/test-scope';
import { utilityOf } from '@/tests/support/utility-settings';

vi.mock('next-intl/server', () => ({
  getTranslations: async (namespace: 'editUser.link') =>
    createTranslator({ locale: 'en', messages: en, namespace }),
  getFormatter: async () => createFormatter({ locale: 'en', timeZone: 'UTC' }),
}));
vi.mock('@/app/(signed-in)/admin/users/[userId]/link-actions', () => ({
  decideLinkAction: async () => {},
}));

const DANA: UserDetails = {
  userId: 'dana',
  username: 'danaortiz',
  fullName: 'Dana Ortiz',
  email: '',
  roles: ['CSR', 'CSA'],
  signInMethod: 'password',
  status: 'active',
  lastSignInAt: null,
  version: 1,
  lockedAt: null,
  temporaryExpiresAt: null,
  isAwaitingHandOut: false,
  openSessions: 0,
  sharesEmailWith: [],
};

const ARRIVED: PendingLink = {
  utilityId: 'harbor',
  userId: 'dana',
  provider: 'saml:https://x.example',
  subject: 'subject-1',
  fullName: 'Dana Portal',
  email: null,
  roles: ['CSR'],
  arrivals: 4,
  subjectChanges: 0,
  firstAt: NOON,
  lastAt: NOON,
};

interface State {
  subjectChanges?: number;
  holder?: PortalLink['holder'];
  signIn?: 'standalone' | 'both';
}

/** The notice's words, and its buttons as they stand. */
async function shown({ subjectChanges = 0, holder = null, signIn = 'both' }: State) {
  const sso = { kind: 'saml', portalName: 'Tide portal', metadata: 'https://x.example' } as const;
  const utility = utilityOf(signIn === 'both' ? { signIn, sso } : { signIn });
  const { prelude } = await runInRequestContext(testRequest({ utility }), () =>
    prerender(
      <PendingLinkNotice
        user={DANA}
        link={{ ...ARRIVED, subjectChanges }}
        holder={holder}
        utility={utility}
        isOneself={false}
      />,
    ),
  );
  const html = (await new Response(prelude).text()).replace(/<!--[^>]*-->/g, '');
  return {
    html,
    text: html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '),
    buttons: [...html.matchAll(/<button[^>]*>(.*?)<\/button>/g)].map(([, words]) => words),
  };
}

const QUESTION = 'Is it the same person?';
const EFFECT = 'Linking takes the password away for good';
const LOSS = 'Would be lost: CSA';
const FOOTNOTE = '“Not this person” leaves the account as it is.';

test('where a link would help it is asked for, with what it does', async () => {
  const { text, buttons } = await shown({});
  for (const words of [QUESTION, EFFECT, LOSS, FOOTNOTE]) expect(text).toContain(words);
  expect(buttons).toEqual(['Link this account', 'Not this person']);
});

test('where the portal’s identifiers change, nothing speaks for linking, and what it does is said', async () => {
  const { text, buttons } = await shown({ subjectChanges: 3 });
  expect(text).toContain(
    'Linking will not help: Tide portal has sent a different identifier 3 times',
  );
  expect(text).not.toContain(QUESTION);
  for (const words of [EFFECT, LOSS]) expect(text).toContain(words);
  expect(buttons).toEqual(['Not this person', 'Link this account']);
});

test('of a person who has another account that account is named, and led to', async () => {
  const { html, text, buttons } = await shown({
    holder: { userId: 'alice-id', username: 'alice' },
  });
  expect(html).toMatch(
    /already linked to the account <a href="\/admin\/users\/alice-id">alice<\/a>/,
  );
  for (const words of [QUESTION, EFFECT, LOSS]) expect(text).not.toContain(words);
  expect(buttons).toEqual(['Not this person', 'Link this account']);
});

test('where nobody signs in at a portal the entry can be removed, and nothing else is offered', async () => {
  for (const state of [{}, { subjectChanges: 3 }, { holder: { userId: 'a', username: 'alice' } }]) {
    const { text, buttons } = await shown({ ...state, signIn: 'standalone' });
    expect(text).toContain('so the account cannot be linked');
    for (const words of [QUESTION, EFFECT, LOSS, FOOTNOTE, 'will not help', 'already linked']) {
      expect(text).not.toContain(words);
    }
    expect(buttons).toEqual(['Remove this entry']);
  }
});
