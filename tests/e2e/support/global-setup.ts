import { startAppServer } from '@/demo/app-server';
import { ensureBuild } from '@/demo/build';
import { freePort } from '@/demo/free-port';
import { closeDatabase } from '@/lib/db';
import {
  announce,
  type Installation,
  randomToken,
  settingsOf,
} from '@/tests/e2e/support/installation';
import { makeUpKey, startMadeUpPortal } from '@/tests/e2e/support/made-up-portal';
import { clearMails, keepMail } from '@/tests/e2e/support/mails';
import { startTestPortal } from '@/tests/e2e/support/portal';
import { connectToSamlPortals, startSamlPortals } from '@/tests/e2e/support/saml-portal';
import { clearLogs, logTo, strayErrors } from '@/tests/e2e/support/server-logs';
import { applyTestUtilities } from '@/tests/e2e/support/utilities';
import { startMailCatcher } from '@/tests/support/mail-catcher';
import { startTestPostgres, TEMPLATE } from '@/tests/support/test-postgres';

/** Two servers on one database: what holds on one must hold on the other. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  clearLogs();
  clearMails();
  await ensureBuild();
  const postgres = await startTestPostgres();
  await postgres.createDatabase('browser', { template: TEMPLATE });
  const mailServer = await startMailCatcher({ onMail: keepMail });
  const installation: Installation = {
    databaseUrl: postgres.url('browser'),
    authSecret: randomToken(),
    metricsToken: randomToken(),
    smtpUrl: mailServer.url,
    ports: [await freePort(), await freePort()],
    portalPort: await freePort(),
    awayPort: await freePort(),
    emptyPort: await freePort(),
    samlPorts: { cove: await freePort(), dune: await freePort() },
    madeUpPort: await freePort(),
    madeUpKey: await makeUpKey(),
  };
  announce(installation);
  await applyTestUtilities(installation);
  const portals = [
    await startTestPortal(installation.portalPort, installation.ports),
    ...(await startSamlPortals(installation)),
    await startMadeUpPortal(installation.madeUpPort),
  ];
  await connectToSamlPortals();
  await closeDatabase();
  const env = settingsOf(installation);
  const servers = await Promise.all(
    installation.ports.map((port, index) =>
      startAppServer({ port, env, onLine: logTo(`server-${index + 1}`) }),
    ),
  );
  return async () => {
    for (const server of servers) await server.stop();
    for (const portal of portals) await portal.stop();
    await mailServer.stop();
    await postgres.remove();
    const stray = strayErrors();
    if (stray.length > 0) {
      throw new Error(`The servers logged what no test expected:\n${stray.join('\n')}`);
    }
  };
}
