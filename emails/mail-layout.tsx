import type { ReactNode } from 'react';
import { Body, Container, Head, Html, Preview, Text } from 'react-email';
import type { AccentTokens } from '@/lib/accent-rules';
import { looks, styleSheet } from './looks';

interface MailLayoutProps {
  lang: string;
  title: string;
  /** What a list of mails shows beside the subject. */
  preview: string;
  sender: string;
  footer: string[];
  accent: AccentTokens;
  children: ReactNode;
}

/**
 * The sheet that every mail is written on: one column of at most 600 px, the sender's name on top,
 * the footer below. It fetches nothing: no image, no font, nothing that tells that it was read.
 */
export function MailLayout(props: MailLayoutProps) {
  const { lang, title, preview, sender, footer, accent, children } = props;
  return (
    <Html lang={lang}>
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{title}</title>
        <style>{styleSheet(accent)}</style>
      </Head>
      <Body lang={lang} className="page" style={looks.page}>
        <Preview useTitleTag={false}>{preview}</Preview>
        <Container className="card" tdClassName="inside" style={looks.card}>
          <Text
            className="ink bar"
            style={{ ...looks.sender, borderLeft: `4px solid ${accent.light.accent}` }}
          >
            {sender}
          </Text>
          {children}
        </Container>
        <Container tdClassName="inside" style={looks.footer}>
          {footer.map((line) => (
            <Text key={line} className="muted" style={looks.quiet}>
              {line}
            </Text>
          ))}
        </Container>
      </Body>
    </Html>
  );
}
