import { describe, expect, test } from 'vitest';
import { secretFromCookies, sessionCookie } from '@/lib/session/session-cookie';
import { randomSecret } from '@/lib/tokens';

const NAME = '__Host-csi-session';
const SECRET = randomSecret();
const OTHER = randomSecret();
const read = (header: string | null) => secretFromCookies(header, NAME);

describe('the cookie', () => {
  test('over https is bound to the host, and to no script', () => {
    expect(sessionCookie('csi.harbor.example')).toEqual({
      name: NAME,
      options: { httpOnly: true, sameSite: 'lax', path: '/', secure: true },
    });
  });

  test.each(['harbor.localhost:3000', 'localhost', 'localhost:3000'])(
    'on %s has a plain name, without the prefix that browsers refuse over http',
    (domain) => {
      expect(sessionCookie(domain)).toMatchObject({
        name: 'csi-session',
        options: { secure: false },
      });
    },
  );

  test.each(['localhost.example', 'mylocalhost', 'harbor.localhost.example:3000'])(
    'on %s is secure',
    (domain) => {
      expect(sessionCookie(domain).name).toBe(NAME);
    },
  );

  test('has no expiry and no domain: it ends with the browser, and stays on this host', () => {
    const { options } = sessionCookie('csi.harbor.example');
    expect(Object.keys(options)).not.toContain('expires');
    expect(Object.keys(options)).not.toContain('maxAge');
    expect(Object.keys(options)).not.toContain('domain');
  });
});

describe('the secret is found', () => {
  test.each([
    ['alone', `${NAME}=${SECRET}`],
    ['between others', `a=b; ${NAME}=${SECRET}; c=d`],
    ['without spaces', `a=b;${NAME}=${SECRET};c=d`],
    ['beside names that begin or end like it', `x${NAME}=${OTHER}; ${NAME}=${SECRET}; ${NAME}2=x`],
    ['beside the plain name', `csi-session=${OTHER}; ${NAME}=${SECRET}`],
  ])('%s', (_, header) => {
    expect(read(header)).toBe(SECRET);
  });
});

describe('there is none', () => {
  test.each([
    ['without a header', null],
    ['in an empty header', ''],
    ['under another name', `csi-session=${SECRET}`],
    ['under a name with another prefix', `__Secure-csi-session=${SECRET}`],
    ['under the name in another case', `__host-csi-session=${SECRET}`],
    ['under the name behind something', `x-${NAME}=${SECRET}`],
    ['when it is empty', `${NAME}=`],
    ['when it is cut', `${NAME}=${SECRET.slice(1)}`],
    ['when it is longer', `${NAME}=${SECRET}A`],
    ['when it is in quotes', `${NAME}="${SECRET}"`],
    ['when it is percent-encoded', `${NAME}=%41${SECRET.slice(1)}`],
    ['when it has a character that no secret has', `${NAME}=${SECRET.slice(1)}+`],
    ['when it is deleted', `${NAME}=deleted`],
    ['when it has a line end', `${NAME}=${SECRET}\n`.padEnd(70, 'x')],
    ['when the name comes twice', `${NAME}=${SECRET}; ${NAME}=${OTHER}`],
    ['when the same comes twice', `${NAME}=${SECRET}; ${NAME}=${SECRET}`],
    ['when a broken one comes first', `${NAME}=x; ${NAME}=${SECRET}`],
    ['when an empty one comes last', `${NAME}=${SECRET}; ${NAME}=`],
    ['when the name has no value', NAME],
  ])('%s', (_, header) => {
    expect(read(header)).toBeNull();
  });
});
