/**
 * A utility's SAML identity provider in a process of its own, so that its signatures do not count as the
 * server's work: told by IPC what to do. It is the tests' provider behind two addresses, `/metadata` and
 * `/sso`, which asks nobody for a password and answers with the form's fields in place of the form.
 */
import { createPrivateKey } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostileBody } from '@/bench/saml-hostile-bodies';
import {
  HOSTILE_HEADER,
  PERSON_HEADER,
  type SamlProviderCommand,
} from '@/bench/saml-provider-process';
import { makeCertificate } from '@/tests/support/certificates';
import { type SamlPerson, samlProvider } from '@/tests/support/saml-provider';
import type { ProviderKey } from '@/tests/support/saml-provider/keys';

const server = createServer((request, response) => {
  const address = new URL(request.url ?? '/', origin);
  const isMetadata = address.pathname === '/metadata';
  response.writeHead(200, { 'Content-Type': isMetadata ? 'application/xml' : 'text/plain' });
  response.end(isMetadata ? metadata() : fieldsFor(address, request.headers));
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const first = await newKey();
let published = [first];
let signing = first;
let encryptsFor: string | null = null;
const provider = samlProvider({
  entityId: `${origin}/entity`,
  signInAddress: `${origin}/sso`,
  logoutAddress: null,
  key: first,
});

function metadata(): string {
  return provider.metadata({ certificates: published.map(({ base64 }) => base64) });
}

/** `SAMLResponse` and `RelayState`, as a browser posts them. */
function fieldsFor(address: URL, headers: IncomingMessage['headers']): string {
  const asked = provider.readRequest(address);
  const hostile = headers[HOSTILE_HEADER];
  const how =
    typeof hostile === 'string'
      ? hostileBody(hostile, encryptsFor)
      : { encrypt: encryptsFor === null ? null : { certificate: encryptsFor } };
  const person = personOf(Number(headers[PERSON_HEADER]));
  const { SAMLResponse, RelayState } = provider.respond(asked, person, { key: signing, ...how });
  return new URLSearchParams({ SAMLResponse, ...(RelayState ? { RelayState } : {}) }).toString();
}

function personOf(n: number): SamlPerson {
  return {
    nameId: `subject-${n}`,
    attributes: [
      { name: 'uid', values: [`saml${n}`] },
      { name: 'displayName', values: [`Person ${n}`] },
      { name: 'mail', values: [`saml${n}@portal.example`] },
      { name: 'groups', values: ['csi-reps', 'everybody'] },
    ],
  };
}

async function newKey(): Promise<ProviderKey> {
  const made = await makeCertificate({ notBefore: new Date(Date.now() - 60_000) });
  return { ...made, privateKey: createPrivateKey(made.privateKey) };
}

async function obey(command: SamlProviderCommand): Promise<void> {
  if (command.do === 'announceKey') published = [...published, await newKey()];
  if (command.do === 'signWithNewest') signing = published.at(-1) ?? signing;
  if (command.do === 'withdrawFormer') published = published.slice(-1);
  if (command.do === 'encrypt') encryptsFor = command.certificate;
}

process.on('message', (command: SamlProviderCommand) => {
  obey(command).then(() => process.send?.({ done: command.do }));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ origin });
