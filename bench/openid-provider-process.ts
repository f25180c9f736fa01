import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CHECKOUT } from '@/demo/postgres-binaries';
import { stopWithUs } from '@/demo/stop-with-us';

/** What the provider does at our word; each takes effect before {@link OpenidProvider.tell} returns. */
export type ProviderCommand =
  /** Publishes one more key, with which it does not sign yet. */
  | 'announceKey'
  | 'signWithNewest'
  /** Signs with a new key that nobody has seen; the one before is gone. */
  | 'replaceKey'
  /** The same, and the new key has the name of the one before. */
  | 'replaceKeyUnderItsName'
  /** Who somebody is stands in the ID token, or is told at the userinfo endpoint only. */
  | 'profileInToken'
  | 'profileInUserinfo'
  /** Two ways to be away. */
  | 'refuseConnections'
  | 'sayNothing'
  | 'comeBack';

export interface OpenidProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  tell(command: ProviderCommand): Promise<void>;
  stop(): Promise<void>;
}

/** Says to the provider who comes, by number: it has no pages that would ask. */
export const PERSON_HEADER = 'x-person';

export async function startOpenidProvider(): Promise<OpenidProvider> {
  const clientId = 'csi-bench';
  const clientSecret = randomBytes(32).toString('base64url');
  const child = fork(join(CHECKOUT, 'bench/openid-provider.ts'), [clientId, clientSecret], {
    cwd: CHECKOUT,
    execArgv: ['--import', 'tsx'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const callOff = child.pid === undefined ? () => undefined : stopWithUs(child.pid);
  const said = () =>
    new Promise<{ issuer?: string }>((resolve, reject) => {
      child.once('message', resolve);
      ended.then(() => reject(new Error('The OpenID provider has ended.')));
    });
  const { issuer = '' } = await said();
  return {
    issuer,
    clientId,
    clientSecret,
    async tell(command) {
      const done = said();
      child.send(command);
      await done;
    },
    async stop() {
      callOff();
      child.disconnect();
      await ended;
    },
  };
}
