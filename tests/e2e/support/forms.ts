export type Fields = Record<string, string>;

const INPUT = /<input\b[^>]*>/g;

/** What the last form of a page but its footer's would send as it stands: hidden fields, and what is filled in. */
export function fieldsOfForm(html: string): Fields {
  const forms = aboveFooter(html).match(/<form\b.*?<\/form>/gs) ?? [];
  const fields: Fields = {};
  for (const input of (forms.at(-1) ?? '').match(INPUT) ?? []) {
    const name = attribute(input, 'name');
    if (name) fields[name] = attribute(input, 'value') ?? '';
  }
  return fields;
}

/** A page without its footer, where every page has the form that picks a language. */
export function aboveFooter(html: string): string {
  return html.split('<footer')[0] ?? '';
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : textOf(value);
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

/** Character references back into characters. */
export function textOf(html: string): string {
  return html.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

export interface Body {
  body: string;
  contentType: string;
}

/** Fields as a browser without script sends them; several of a name as pairs. */
export function multipart(fields: Fields | [string, string][]): Body {
  const boundary = '----csi-tests-boundary';
  const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
  const parts = pairs.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    body: `${parts.join('')}--${boundary}--\r\n`,
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** What a person reads of a page: no tags, no script, no style. */
export function wordsOf(html: string): string {
  return textOf(
    html
      .replace(/<(script|style|head)\b.*?<\/\1>/gs, ' ')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' '),
  );
}
