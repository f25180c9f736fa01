import { expect, test } from 'vitest';
import { printedSheet } from '@/app/(signed-in)/admin/users/import/sheet/printed-sheet';
import { NOON } from '@/tests/support/test-scope';

const WORDS = {
  lang: 'en',
  title: 'Temporary passwords',
  keepSafe: 'Cut the sheet up',
  name: 'Name',
  username: 'Username',
  password: 'Temporary password',
  address: 'Address',
  until: 'Valid until',
  how: 'Sign in once',
  print: 'Print',
  brokeOff: 'This sheet is not complete',
  complete: (count: number) => `This sheet is complete: ${count}`,
  instant: () => 'Friday',
  addressToOpen: 'https://csi.harbor.example',
};

async function* people(breaksOff: boolean) {
  yield { fullName: 'Kim <b>', username: 'kim', password: 'Zekaf-Ruwer', expiresAt: NOON };
  if (breaksOff) throw new Error('the database is away');
}

async function sheet(breaksOff: boolean): Promise<string> {
  let html = '';
  for await (const part of printedSheet(people(breaksOff), WORDS, 'nonce-1')) html += part;
  return html;
}

test('a whole sheet says so, and has a button that prints it, which script alone shows', async () => {
  const html = await sheet(false);
  expect(html).toContain('This sheet is complete: 1');
  expect(html).toContain('<button type="button" hidden>Print</button>');
  expect(html).toContain('<script nonce="nonce-1">');
  expect(html).toContain('Kim &lt;b&gt;');
});

test('a sheet that broke off says so, and offers nobody to print it', async () => {
  const html = await sheet(true);
  expect(html).toContain('This sheet is not complete');
  expect(html).toContain('Zekaf-Ruwer');
  expect(html).not.toMatch(/<button|<script|is complete/);
});
