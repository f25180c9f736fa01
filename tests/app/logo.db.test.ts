import { expect, test } from 'vitest';
import { GET } from '@/app/logo/[digest]/route';
import { utilityFiles } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { runInRequestContext } from '@/lib/request-context';
import { checkFile } from '@/lib/utilities/file-checks';
import type { Utility } from '@/lib/utilities/utility';
import { LOGO } from '@/tests/support/pictures';
import { testRequest } from '@/tests/support/test-request';
import { testUtility } from '@/tests/support/test-utility';

async function served(utility: Utility, digest = utility.brand.logoDigest ?? '') {
  const params = Promise.resolve({ digest });
  return runInRequestContext(testRequest({ utility }), () =>
    GET(new Request('http://localhost/'), { params }),
  );
}

async function withLogo(file: string): Promise<Utility> {
  const logo = checkFile('brand.logo', Buffer.from(file));
  if (typeof logo === 'string') throw new Error(logo);
  return testUtility({ brand: { logo: './l.svg' } }, {}, { 'brand.logo': logo });
}

test('a logo is served as it was written anew, and may run and load nothing', async () => {
  const answer = await served(await withLogo(LOGO.replace('<path', '<!-- ours --><path role="x"')));
  expect(await answer.text()).toBe(LOGO);
  expect(answer.headers.get('content-type')).toBe('image/svg+xml');
  expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
});

test('a logo that an earlier version stored as it came is still served, in the same sandbox', async () => {
  const utility = await withLogo(LOGO);
  const old = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
  await db().update(utilityFiles).set({ content: old });
  const answer = await served(utility);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(old);
  expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
});

test('under any other digest there is none', async () => {
  expect((await served(await withLogo(LOGO), 'f'.repeat(64))).status).toBe(404);
});
