import type { Action, Letter } from './letter';

/** A letter as plain text: a line a paragraph, which readers wrap; the link alone on its line. */
export function letterText(letter: Letter): string {
  const { sender, heading, greeting, paragraphs, action, aside, footer } = letter;
  return [
    sender,
    heading,
    greeting,
    ...paragraphs,
    ...(action ? actionText(action) : []),
    aside && `${aside.heading}\n${aside.text}`,
    // The mark below which readers expect the signature (RFC 3676, 4.3).
    `-- \n${footer.join('\n')}`,
  ]
    .filter((block) => block !== null)
    .join('\n\n')
    .concat('\n');
}

function actionText({ inPlainText, link, terms }: Action): string[] {
  return [inPlainText, link, terms];
}
