import { Fragment } from 'react';

/**
 * Text with addresses in it, which may be broken after a slash or an at sign, and names like
 * `NotOnOrAfter`, between their words: where it stands narrow, its parts stay whole as long as they
 * fit. What is copied is the text alone.
 */
export function Breakable({ text, isName = false }: { text: string; isName?: boolean }) {
  return text.split(isName ? BETWEEN_WORDS : AFTER_SIGNS).map((part, position) => (
    <Fragment key={String(position)}>
      {position > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

/** But not after the two of `https://`, which would stand alone. */
const AFTER_SIGNS = /(?<=[^/][/]|@)(?![/@]|$)/;
const BETWEEN_WORDS = /(?<=\p{Ll})(?=\p{Lu})/u;
