import './globals.css';
import { connection } from 'next/server';
import { getLocale } from 'next-intl/server';
import type { ReactNode } from 'react';
import { failureWords } from '@/app/parts/failure-words';
import { accentCss } from '@/lib/accent-rules';
import { FORGET_MARK } from '@/lib/background-rules';
import { PALETTE } from '@/lib/palette-rules';
import { requestContext } from '@/lib/request-context';

/** The browser's own frame goes on in the page's colour. */
export const viewport = {
  themeColor: (['light', 'dark'] as const).map((scheme) => ({
    media: `(prefers-color-scheme: ${scheme})`,
    color: PALETTE[scheme].page,
  })),
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Never prerendered: every answer has its own nonce and its own utility.
  await connection();
  const { utility, nonce, isBackground } = requestContext();
  return (
    <html lang={await getLocale()}>
      <head>
        {isBackground && <script nonce={nonce}>{FORGET_MARK}</script>}
        <style nonce={nonce}>{accentCss(utility.brand.accent)}</style>
      </head>
      <body data-failure={await failureWords()}>{children}</body>
    </html>
  );
}
