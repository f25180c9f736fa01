import type { Client, Provider, Session } from 'oidc-provider';

/** What the provider's types leave out. */
interface BackChannel {
  backchannelLogout(subject: string, sid: string | undefined): Promise<void>;
}

function hasBackChannel(client: Client): client is Client & BackChannel {
  return client.backchannelLogoutUri !== undefined;
}

/**
 * Ends a session of the portal and tells every client that signed somebody in by it
 * (OpenID Connect Back-Channel Logout).
 * @returns whether each of them answered that it did
 */
export async function endSession(provider: Provider, session: Session): Promise<boolean> {
  const { accountId } = session;
  const clientIds = Object.keys(session.authorizations ?? {});
  const told = await Promise.allSettled(
    clientIds.map(async (clientId) => {
      const client = await provider.Client.find(clientId);
      if (!accountId || !client || !hasBackChannel(client)) return;
      await client.backchannelLogout(accountId, session.sidFor(clientId));
    }),
  );
  await session.destroy();
  return told.every(({ status }) => status === 'fulfilled');
}
