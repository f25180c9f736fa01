import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Breakable } from '@/components/breakable';

const shown = (text: string) => renderToStaticMarkup(<Breakable text={text} />);

test('an address may be broken after its slashes and its at sign, and nowhere else', () => {
  expect(shown('https://csi.harbor.example/sso/saml/acs')).toBe(
    'https://csi.harbor.example/<wbr/>sso/<wbr/>saml/<wbr/>acs',
  );
  expect(shown('dana@harbor.example')).toBe('dana@<wbr/>harbor.example');
  expect(shown('https://id.example/')).toBe('https://id.example/');
});

test('what has neither stays one word', () => {
  for (const text of ['', 'alice', '_0123456789abcdef', 'CSR, Bill Advisor']) {
    expect(shown(text)).toBe(text);
  }
});

test('a name is broken between its words', () => {
  const name = renderToStaticMarkup(<Breakable text="SubjectConfirmationData Recipient" isName />);
  expect(name).toBe('Subject<wbr/>Confirmation<wbr/>Data Recipient');
});
