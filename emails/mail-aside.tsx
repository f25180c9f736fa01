import { Heading, Section, Text } from 'react-email';
import { looks } from './looks';

/** What to do for whoever did not expect the mail, set apart from what everybody reads. */
export function MailAside({ heading, text }: { heading: string; text: string }) {
  return (
    <Section className="sunken" style={looks.aside}>
      <Heading as="h2" className="ink" style={looks.asideHeading}>
        {heading}
      </Heading>
      <Text className="ink" style={looks.text}>
        {text}
      </Text>
    </Section>
  );
}
