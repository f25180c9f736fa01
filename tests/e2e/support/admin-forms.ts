import type { Answer } from '@/tests/e2e/support/ask';
import { multipart, textOf } from '@/tests/e2e/support/forms';
import type { Which } from '@/tests/e2e/support/servers';
import type { Visitor } from '@/tests/e2e/support/visitor';

export type Pairs = [name: string, value: string][];

/** What the form of a page whose button says this would send as it stands. */
export function fieldsOfFormWith(html: string, button: string): Pairs {
  const forms = html.match(/<form\b.*?<\/form>/gs) ?? [];
  const form = forms.find((one) => buttonsOf(one).some((text) => text.includes(button)));
  if (!form) throw new Error(`No form of the page has a button «${button}».`);
  return (form.match(/<input\b[^>]*>/g) ?? []).flatMap((input) => {
    const name = attribute(input, 'name');
    const isChoice = ['checkbox', 'radio'].includes(attribute(input, 'type') ?? '');
    if (!name || (isChoice && !/\schecked\b/.test(input))) return [];
    return [[name, attribute(input, 'value') ?? ''] as [string, string]];
  });
}

function buttonsOf(form: string): string[] {
  return (form.match(/<button\b.*?<\/button>/gs) ?? []).map((one) =>
    textOf(one.replace(/<[^>]+>/g, '')),
  );
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : textOf(value);
}

/** The same fields, some of them with other values; a list for a field that may come several times. */
export function changed(pairs: Pairs, changes: Record<string, string | string[]>): Pairs {
  const kept = pairs.filter(([name]) => !(name in changes));
  const others = Object.entries(changes).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return [...kept, ...others];
}

/** Posts fields as a browser without script does. */
export function postFields(
  guest: Visitor,
  path: string,
  pairs: Pairs,
  server?: Which,
): Promise<Answer> {
  const { body, contentType } = multipart(pairs);
  return guest.post(path, body, { server, headers: { 'content-type': contentType } });
}

/** Loads a page, fills in the form with this button, and sends it. */
export async function press(
  guest: Visitor,
  path: string,
  button: string,
  changes: Record<string, string | string[]> = {},
  server?: Which,
): Promise<Answer> {
  const page = await guest.get(path, { server });
  const pairs = changed(fieldsOfFormWith(page.body, button), changes);
  return postFields(guest, path, pairs, server);
}

/** The temporary password that a page hands out. */
export function handedOut(html: string): string {
  const [, password] = /<dd data-temporary-password="true"[^>]*>([^<]+)<\/dd>/.exec(html) ?? [];
  if (!password) throw new Error('The page hands nothing out.');
  return textOf(password);
}
