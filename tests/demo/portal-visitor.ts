import { request } from 'node:http';

interface Answer {
  /** What was asked for. */
  at: URL;
  status: number;
  body: string;
  /** Where it leads, as a whole address; null where it leads nowhere. */
  location: URL | null;
}

/** A browser without script, as far as the portal needs one: it keeps cookies and fills in forms. */
export function visitor(origin: string) {
  const jar = new Map<string, { name: string; value: string; path: string }>();

  async function ask(address: string | URL, form?: Record<string, string>): Promise<Answer> {
    const url = new URL(address, origin);
    const cookies = [...jar.values()].filter(({ path }) => url.pathname.startsWith(path));
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const { status, headers, body } = await send(url, { cookie }, form);
    for (const line of headers['set-cookie'] ?? []) keep(line, url);
    const { location } = headers;
    const leadsTo = location === undefined ? null : new URL(location, url);
    return { at: url, status, body, location: leadsTo };
  }

  function keep(line: string, { pathname }: URL): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? pathname;
    const key = `${name} ${path}`;
    if (/expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(key);
    else jar.set(key, { name, value, path });
  }

  /** Follows redirects within the portal; stops at a page, or where one leads out of it. */
  async function open(address: string | URL, form?: Record<string, string>): Promise<Answer> {
    let answer = await ask(address, form);
    while (answer.location?.origin === origin) answer = await ask(answer.location);
    return answer;
  }

  /** Opens an address that shows the sign-in form, and answers it. */
  async function signIn(address: string | URL, username: string, password: string) {
    const { at } = await open(address);
    return open(at, { username, password });
  }

  return { ask, open, signIn };
}

export type Visitor = ReturnType<typeof visitor>;

/** Not `fetch`: it hides cookies of redirects, and forbids some headers. */
function send(url: URL, headers: Record<string, string>, form?: Record<string, string>) {
  const body = form && new URLSearchParams(form).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin };
  return new Promise<{
    status: number;
    headers: { location?: string; 'set-cookie'?: string[] };
    body: string;
  }>((resolve, reject) => {
    const asked = request(
      url,
      {
        method: form ? 'POST' : 'GET',
        headers: { accept: 'text/html', ...headers, ...(form && type) },
        agent: false,
      },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}
