/** Where mail is handed over, and how. */
export interface SmtpAddress {
  host: string;
  /** Left out where the scheme's own is meant. */
  port?: number;
  /** TLS from the start; else STARTTLS, where it is offered or must be. */
  secure: boolean;
  auth?: { user: string; pass: string };
  requireTLS: boolean;
}

/**
 * Reads `smtp://[user:password@]host[:port][?requireTLS=true]` or `smtps://…`, user and password
 * percent-encoded; null for what is none. A password crosses no network in the clear, whatever the
 * address says: without TLS it goes to this machine only.
 */
export function parseSmtpAddress(text: string): SmtpAddress | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, port, username, password, pathname, hash, searchParams } = new URL(
    text,
  );
  const isSmtp = protocol === 'smtp:' || protocol === 'smtps:';
  if (!isSmtp || hostname === '' || !/^\/?$/.test(pathname) || hash !== '') return null;
  // A closed list: nodemailer would take any option of its own from there.
  for (const [name, value] of searchParams) {
    if (name !== 'requireTLS' || !/^(true|false)$/.test(value)) return null;
  }
  const auth = decoded(username, password);
  if (!auth) return null;
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = protocol === 'smtps:';
  const mustEncrypt = auth.user !== '' && !isThisMachine(host);
  return {
    host,
    ...(port && { port: Number(port) }),
    secure,
    ...(auth.user !== '' && { auth }),
    requireTLS: !secure && (mustEncrypt || searchParams.get('requireTLS') === 'true'),
  };
}

function decoded(username: string, password: string): { user: string; pass: string } | null {
  try {
    return { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  } catch {
    return null;
  }
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}
