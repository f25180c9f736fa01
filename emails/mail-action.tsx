import { Button, Section, Text } from 'react-email';
import type { AccentTokens } from '@/lib/accent-rules';
import type { Action } from './letter';
import { looks } from './looks';

interface MailActionProps extends Action {
  accent: AccentTokens;
}

/** A button, its terms, and its link written out for whoever cannot press it. */
export function MailAction({ link, label, writtenOut, terms, accent }: MailActionProps) {
  const colours = { backgroundColor: accent.light.accent, color: accent.light.onAccent };
  return (
    <>
      <Section style={looks.actionBox}>
        <Button className="button" href={link} style={{ ...looks.button, ...colours }}>
          {label}
        </Button>
      </Section>
      <Text className="ink" style={looks.text}>
        {terms}
      </Text>
      <Text className="muted" style={looks.quiet}>
        {writtenOut}
      </Text>
      <Text className="ink" style={looks.link}>
        {link}
      </Text>
    </>
  );
}
