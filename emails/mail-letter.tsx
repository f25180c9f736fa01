import { Heading, Text } from 'react-email';
import type { AccentTokens } from '@/lib/accent-rules';
import type { Letter } from './letter';
import { looks } from './looks';
import { MailAction } from './mail-action';
import { MailAside } from './mail-aside';
import { MailLayout } from './mail-layout';

/** A letter as HTML. */
export function MailLetter({ letter, accent }: { letter: Letter; accent: AccentTokens }) {
  const { heading, greeting, paragraphs, action, aside } = letter;
  return (
    <MailLayout
      lang={letter.lang}
      title={letter.subject}
      preview={paragraphs.join(' ')}
      sender={letter.sender}
      footer={letter.footer}
      accent={accent}
    >
      <Heading className="ink" style={looks.heading}>
        {heading}
      </Heading>
      {[greeting, ...paragraphs].map(
        (text) =>
          text && (
            <Text key={text} className="ink" style={looks.text}>
              {text}
            </Text>
          ),
      )}
      {action && <MailAction {...action} accent={accent} />}
      {aside && <MailAside {...aside} />}
    </MailLayout>
  );
}
