/**
 * Everything a mail says, in words that are ready to show. The HTML and the plain text are both
 * made of it, so that neither can say what the other does not.
 */
export interface Letter {
  /** Of the words: BCP 47. */
  lang: string;
  subject: string;
  /** In whose name, on top. */
  sender: string;
  heading: string;
  greeting: string | null;
  /** What happened and what to do now; their beginning is also what a list of mails shows. */
  paragraphs: string[];
  action: Action | null;
  /** For whoever did not expect this mail. */
  aside: { heading: string; text: string } | null;
  footer: string[];
}

export interface Action {
  link: string;
  /** On the button. */
  label: string;
  /** Leads to the link written out, below the button. */
  writtenOut: string;
  /** Leads to the link where there is no button. */
  inPlainText: string;
  /** How long and how often the link works. */
  terms: string;
}
