import type { Client, KoaContextWithOIDC, Provider, Session } from 'oidc-provider';
import { confirmSignOutPage, document, headers } from '@/demo/portal/valley-pages';

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

/** Takes the session's cookie from the browser. */
export function forgetSession(ctx: Pick<KoaContextWithOIDC, 'cookies'>, provider: Provider): void {
  ctx.cookies.set(provider.cookieName('session'), null, { httpOnly: true, sameSite: 'lax' });
}

/**
 * A client ends the portal's session (RP-Initiated Logout): at once when its hint proves that it
 * speaks of whoever is signed in, else the person is asked, or any site could sign people out.
 */
export async function signOutForClient(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  const { session, provider, params, client, entities } = ctx.oidc;
  if (session && entities.IdTokenHint?.payload.sub === session.accountId) {
    await endSession(provider, session as Session);
    forgetSession(ctx, provider);
    ctx.status = 303;
    ctx.redirect(afterSignOut(params ?? {}));
    return;
  }
  ctx.set(headers);
  ctx.body = document(confirmSignOutPage(client?.clientName ?? null, { markup: form }));
}

/** `post_logout_redirect_uri` was checked before: the provider leaves out what is not registered. */
function afterSignOut(params: { post_logout_redirect_uri?: unknown; state?: unknown }): string {
  if (typeof params.post_logout_redirect_uri !== 'string') return '/signed-out';
  const address = new URL(params.post_logout_redirect_uri);
  if (typeof params.state === 'string') address.searchParams.set('state', params.state);
  return address.href;
}
