import { randomBytes } from 'node:crypto';
import type { Answer } from '@/tests/e2e/support/ask';
import { type Fields, fieldsOfForm, multipart } from '@/tests/e2e/support/forms';
import type { Person } from '@/tests/e2e/support/people';
import type { Door, Question, Which } from '@/tests/e2e/support/servers';
import type { UtilityName } from '@/tests/e2e/support/utilities';

/** A browser without script, as raw HTTP: an address, cookies, and forms that post as they stand. */
export interface Visitor {
  /** Name → value. Tests may forge. */
  cookies: Map<string, string>;
  get(path: string, question?: Question): Promise<Answer>;
  /** Posts whatever it is given, from this very origin unless told otherwise. */
  post(path: string, body: string | Buffer, question?: Question): Promise<Answer>;
  /** Fills in the form of a page and sends it. */
  submit(path: string, fields: Fields, server?: Which): Promise<Answer>;
  signIn(who: Pick<Person, 'username' | 'password'>, server?: Which): Promise<Answer>;
  /** Goes to another server, or utility, with all its cookies. */
  at(utility: UtilityName): Visitor;
}

export const SESSION = 'csi-session';

export function newVisitor(servers: Door, utility: UtilityName, address: string): Visitor {
  return visitorWith(servers, utility, address, new Map());
}

function visitorWith(
  servers: Door,
  utility: UtilityName,
  address: string,
  cookies: Map<string, string>,
): Visitor {
  async function send(path: string, question: Question): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await servers.ask(utility, path, {
      ...question,
      headers: {
        'x-forwarded-for': address,
        ...(cookie && { cookie }),
        ...question.headers,
      },
    });
    for (const line of answer.headers['set-cookie'] ?? []) keep(cookies, line);
    return answer;
  }

  const visitor: Visitor = {
    cookies,
    get: (path, question = {}) => send(path, question),
    post: (path, body, question = {}) =>
      send(path, {
        method: 'POST',
        body,
        ...question,
        headers: {
          origin: servers.url(utility, '', question.server),
          'content-length': String(Buffer.byteLength(body)),
          ...question.headers,
        },
      }),
    async submit(path, fields, server) {
      const page = await visitor.get(path, { server });
      const { body, contentType } = multipart({ ...fieldsOfForm(page.body), ...fields });
      return visitor.post(path, body, { server, headers: { 'content-type': contentType } });
    },
    signIn: ({ username, password }, server) => visitor.submit('/', { username, password }, server),
    at: (other) => visitorWith(servers, other, address, cookies),
  };
  return visitor;
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  const expires = /;\s*expires=([^;]+)/i.exec(line)?.[1];
  const isOver = /;\s*max-age=0/i.test(line) || (expires && Date.parse(expires) < Date.now());
  if (isOver) cookies.delete(name);
  else cookies.set(name, value);
}

/** Addresses that no other test comes from, each of them once. */
export function newAddresses(count: number): string[] {
  const [first = 0, second = 0] = randomBytes(2);
  // One after the other: of hundreds by chance two would now and then be the same.
  return Array.from({ length: count }, (_, n) => {
    const third = (second + Math.floor(n / 256)) % 256;
    return `10.${first}.${third}.${n % 256}`;
  });
}

/** An address that no other test comes from. */
export function newAddress(): string {
  return `10.${[...randomBytes(3)].join('.')}`;
}
