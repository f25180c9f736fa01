import type { Answer, Client, Question } from '@/bench/load';

/** How the browser sends the form: as HTML says, or as React does where script runs. */
export type Sending = 'without script' | 'with script';

type Field = [name: string, value: string];

/** A form of a running server, as it stood on its page. */
export interface Form {
  path: string;
  hidden: Field[];
  actionId: string;
}

/** Reads the form of a page. @throws when there is none with an action */
export async function readForm(client: Client, path: string): Promise<Form> {
  const { body } = await client.ask({ path, headers: { accept: 'text/html' } });
  const form = /<form(?=[^>]*multipart\/form-data).*?<\/form>/s.exec(body)?.[0] ?? '';
  const hidden = [...form.matchAll(/<input type="hidden"[^>]*>/g)].map(
    ([input]): Field => [attribute(input, 'name'), attribute(input, 'value')],
  );
  // React notes the action, and beside it the form's state: {"id":"…","bound":"$@1"}.
  const noted = hidden.find(([name]) => /^\$ACTION_\d+:0$/.test(name))?.[1] ?? '{}';
  const { id } = JSON.parse(noted) as { id?: string };
  if (!id) throw new Error(`The page ${path} has no form with an action.`);
  return { path, hidden, actionId: id };
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** The POST that Chromium makes of the form when it has been filled in. */
export function formPost(
  { path, hidden, actionId }: Form,
  filledIn: Record<string, string>,
  origin: string,
  sending: Sending,
): Question {
  const fields: Field[] = [...hidden, ...Object.entries(filledIn)];
  const { type, body } = sending === 'with script' ? multipart(callOf(fields)) : multipart(fields);
  return {
    method: 'POST',
    path,
    headers: {
      ...BROWSER,
      ...(sending === 'with script' ? callHeaders(actionId) : NAVIGATION),
      origin,
      referer: `${origin}${path}`,
      'content-type': type,
      'content-length': String(body.length),
    },
    body,
  };
}

const BROWSER = {
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'en-US,en;q=0.9',
  'sec-ch-ua': '"Not:A-Brand";v="8", "Chromium";v="156"',
  'sec-ch-ua-mobile': '?0',
  'sec-ch-ua-platform': '"Linux"',
  'sec-fetch-site': 'same-origin',
  'user-agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
};

/** Headers of a page that a browser goes to by itself. */
export const NAVIGATION = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-user': '?1',
  'upgrade-insecure-requests': '1',
};

/** The whole form as the second of the action's two arguments; `0` lists them (React 19.3). */
function callOf(fields: Field[]): Field[] {
  return [...fields.map(([name, value]): Field => [`_1_${name}`, value]), ['0', '[null,"$K1"]']];
}

function callHeaders(actionId: string) {
  const welcome = ['', { children: ['__PAGE__', {}, null, null, 0] }, null, null, 16];
  return {
    accept: 'text/x-component',
    'next-action': actionId,
    'next-router-state-tree': encodeURIComponent(JSON.stringify(welcome)),
    'sec-fetch-dest': 'empty',
    'sec-fetch-mode': 'cors',
  };
}

/** A form's body by RFC 7578, for names and values that need no escape. */
function multipart(fields: Field[]): { type: string; body: Buffer } {
  const boundary = '----WebKitFormBoundarygb8NRufs4NyBeRtw';
  const part = ([name, value]: Field) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const body = Buffer.from(`${fields.map(part).join('')}--${boundary}--\r\n`);
  return { type: `multipart/form-data; boundary=${boundary}`, body };
}

/**
 * The session cookie of an answer that signed in and leads on: by status, or where React asked by
 * its header.
 * @throws for any other answer: a benchmark of refusals would be none
 */
export function sessionOf({ status, headers, body }: Answer): string {
  const session = headers['set-cookie']?.find((cookie) => /^csi-session=[\w-]{43};/.test(cookie));
  const leadsOn =
    (status === 303 && headers.location === '/home') ||
    headers['x-action-redirect']?.toString().startsWith('/home;');
  if (!leadsOn || !session) {
    throw new Error(`A sign-in was answered ${status}: ${body.slice(0, 300)}`);
  }
  return session.slice(0, session.indexOf(';'));
}
