import { fork } from 'node:child_process';
import { join } from 'node:path';
import { CHECKOUT } from '@/demo/postgres-binaries';
import { stopWithUs } from '@/demo/stop-with-us';

/** What the provider does at our word; each takes effect before {@link BenchSamlProvider.tell} returns. */
export type SamlProviderCommand =
  /** Publishes one more certificate, with whose key it does not sign yet. */
  | { do: 'announceKey' }
  | { do: 'signWithNewest' }
  /** Publishes the newest certificate alone. */
  | { do: 'withdrawFormer' }
  /** Encrypts its assertions for this certificate (PEM), or for nobody. */
  | { do: 'encrypt'; certificate: string | null };

export interface BenchSamlProvider {
  entityId: string;
  metadataAddress: string;
  signInAddress: string;
  tell(command: SamlProviderCommand): Promise<void>;
  stop(): Promise<void>;
}

/** Says to the provider who comes, by number: it has no pages that would ask. */
export const PERSON_HEADER = 'x-person';

/** Says to it which of the hostile bodies the browser is to be given in place of a good answer. */
export const HOSTILE_HEADER = 'x-hostile';

export async function startSamlProvider(): Promise<BenchSamlProvider> {
  const child = fork(join(CHECKOUT, 'bench/saml-provider.ts'), [], {
    cwd: CHECKOUT,
    execArgv: ['--import', 'tsx'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const callOff = child.pid === undefined ? () => undefined : stopWithUs(child.pid);
  const said = () =>
    new Promise<{ origin?: string }>((resolve, reject) => {
      child.once('message', resolve);
      ended.then(() => reject(new Error('The SAML provider has ended.')));
    });
  const { origin = '' } = await said();
  return {
    entityId: `${origin}/entity`,
    metadataAddress: `${origin}/metadata`,
    signInAddress: `${origin}/sso`,
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
