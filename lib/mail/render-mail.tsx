import { render } from 'react-email';
import { letterText } from '@/emails/letter-text';
import { MailLetter } from '@/emails/mail-letter';
import { accentTokens } from '@/lib/accent-rules';
import type { MailContent, MailContext, RenderedMail } from '@/lib/mail/mail-content';
import { letterOf } from '@/lib/mail/mail-words';

/**
 * A mail as it goes out: subject, HTML and plain text, which say the same. Names are escaped, and
 * nothing in it is fetched from anywhere, so nobody learns that or where it was opened.
 * @throws without a context for any kind but the test mail
 */
export async function renderMail(
  context: MailContext | null,
  content: MailContent,
): Promise<RenderedMail> {
  const letter = letterOf(context, content);
  const accent = accentTokens(context?.utility.brand.accent ?? null);
  const html = await render(<MailLetter letter={letter} accent={accent} />);
  return { subject: letter.subject, html, text: letterText(letter) };
}
