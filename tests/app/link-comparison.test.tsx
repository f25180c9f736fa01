import { createTranslator } from 'next-intl';
import { prerender } from 'react-dom/static';
import { expect, test, vi } from 'vitest';
import { LinkComparison } from '@/app/(signed-in)/admin/users/[userId]/link-comparison';
import { runInRequestContext } from '@/lib/request-context';
import en from '@/messages/en.json';
import { testRequest } from '@/tests/support/test-request';
import { utilityOf } from '@/tests/support/utility-settings';

vi.mock('next-intl/server', () => ({
  getTranslations: async (namespace: 'editUser.link') =>
    createTranslator({ locale: 'en', messages: en, namespace }),
}));

type Props = Parameters<typeof LinkComparison>[0];

const dana: Props['user'] = {
  fullName: 'Dana Ortiz',
  email: 'dana@harbor.example',
  roles: ['CSR', 'CSA'],
};

/** The table, a line for each row, its cells as «label: words». */
async function rowsOf(there: Props['link'], here = dana): Promise<string[]> {
  const sso = { kind: 'saml', portalName: 'Tide portal', metadata: 'https://x.example' } as const;
  const { prelude } = await runInRequestContext(testRequest({ utility: utilityOf({ sso }) }), () =>
    prerender(<LinkComparison link={there} user={here} isLinkable />),
  );
  const html = (await new Response(prelude).text()).replace(/<!--[^>]*-->|<wbr\/>/g, '');
  const body = html.slice(html.indexOf('<tbody'));
  return [...body.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) =>
    row
      .replace(/<t[dh][^>]*data-label="([^"]*)"[^>]*>/g, '|$1: ')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

test('what the portal says stands beside what the account has, each under its heading', async () => {
  expect(
    await rowsOf({ fullName: 'Dana Portal', email: 'DANA@harbor.example', roles: ['CSR'] }),
  ).toEqual([
    '|Field: Full Name |At Tide portal: Dana Portal |This account: Dana Ortiz |Compared: Different',
    '|Field: Email Address |At Tide portal: DANA@harbor.example |This account: dana@harbor.example |Compared: Same',
    '|Field: Roles |At Tide portal: CSR |This account: CSR, CSA |Compared: Different Would be lost: CSA',
  ]);
});

test('what the portal did not send is told as such, and what the account has not', async () => {
  const here = { ...dana, email: '' };
  const [name, email, roles] = await rowsOf({ fullName: null, email: null, roles: [] }, here);
  expect(name).toContain('At Tide portal: Not sent |This account: Dana Ortiz');
  expect(email).toContain('At Tide portal: Not sent |This account: None');
  expect(name).toContain('Nothing to compare');
  expect(roles).toContain('Would be lost: CSR, CSA');
});

test('roles that linking would bring are named too', async () => {
  const [, , roles] = await rowsOf({ ...dana, roles: ['CSR', 'CSA', 'BILL_ADVISOR'] });
  expect(roles).toContain('Different Would be added: Bill Advisor');
  expect(roles).not.toContain('lost');
});
