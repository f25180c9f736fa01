import { createServer, type Socket } from 'node:net';

/** Where a conversation can go wrong; `message` is the reply to what follows DATA. */
export type SmtpStep =
  | 'greeting'
  | 'hello'
  | 'encryption'
  | 'login'
  | 'sender'
  | 'recipient'
  | 'data'
  | 'message';

/** A reply as it goes over the wire; or none, with or without the end of the connection. */
export type SmtpAnswer = string | 'hang up' | 'silence';

type Answers = Partial<Record<SmtpStep, SmtpAnswer | ((said: string) => SmtpAnswer)>>;

export interface FaultyMailServer {
  port: number;
  /** For SMTP_URL. */
  url: string;
  /** Every command, of all connections. */
  heard: string[];
  /** Every message that came whole, whatever the reply was. */
  messages: string[];
  /** How many there were. */
  connections(): number;
  stop(): Promise<void>;
}

const USUAL: Record<SmtpStep, SmtpAnswer> = {
  greeting: '220 faulty.example ESMTP',
  hello: '250 faulty.example',
  encryption: '454 no TLS here',
  login: '235 welcome',
  sender: '250 sender taken',
  recipient: '250 recipient taken',
  data: '354 go on',
  message: '250 message taken',
};

const STEPS: [RegExp, SmtpStep][] = [
  [/^(EHLO|HELO) /, 'hello'],
  [/^STARTTLS$/, 'encryption'],
  [/^AUTH /, 'login'],
  [/^MAIL FROM:/, 'sender'],
  [/^RCPT TO:/, 'recipient'],
  [/^DATA$/, 'data'],
];

/** A mail server on loopback that does at each step what the test says, and else what is usual. */
export function startFaultyMailServer(answers: Answers, port = 0): Promise<FaultyMailServer> {
  const heard: string[] = [];
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const answer = (step: SmtpStep, said = '') => {
      const chosen = answers[step] ?? USUAL[step];
      const reply = typeof chosen === 'function' ? chosen(said) : chosen;
      if (reply === 'hang up') socket.destroy();
      else if (reply !== 'silence') socket.write(`${reply}\r\n`);
      return reply;
    };
    let received = '';
    let inMessage = false;
    socket.on('data', (chunk) => {
      received += chunk.toString('utf8');
      for (;;) {
        const end = inMessage ? '\r\n.\r\n' : '\r\n';
        const at = received.indexOf(end);
        if (at < 0) return;
        const said = received.slice(0, at);
        received = received.slice(at + end.length);
        if (inMessage) {
          inMessage = false;
          messages.push(said);
          answer('message', said);
        } else {
          heard.push(said);
          const step = STEPS.find(([command]) => command.test(said))?.[1];
          if (!step) socket.write('221 bye\r\n');
          else inMessage = answer(step, said).startsWith('354');
        }
      }
    });
    answer('greeting');
  });

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const heardAt = typeof address === 'object' && address ? address.port : port;
      resolve({
        port: heardAt,
        url: `smtp://127.0.0.1:${heardAt}`,
        heard,
        messages,
        connections: () => connections,
        stop() {
          for (const socket of sockets) socket.destroy();
          return new Promise((done) => server.close(() => done()));
        },
      });
    });
  });
}
