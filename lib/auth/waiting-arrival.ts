import { cookies } from 'next/headers';
import { currentScope } from '@/lib/auth/current-scope';
import { forget } from '@/lib/auth/portal-attempts';
import { requestContext } from '@/lib/request-context';
import { mapAttributes } from '@/lib/sso/attribute-mapping';
import { seeArrival, takeArrival } from '@/lib/sso/saml/arrival-store';
import type { VerifiedAnswer } from '@/lib/sso/saml/kept-arrival';
import { continueCookie } from '@/lib/sso/sso-cookies';
import type { SamlConnection } from '@/lib/utilities/utility';

/** Whom an unasked answer of this browser is about, as a person reads it; null where none waits. */
export async function waitingName(connection: SamlConnection): Promise<string | null> {
  const handle = await heldHandle();
  const kept = handle ? await seeArrival(currentScope(), handle) : null;
  if (kept?.kind !== 'verified') return null;
  const { attributes } = mapAttributes(connection, kept.attributes);
  const mapped = (wanted: string) => attributes.find(({ target }) => target === wanted)?.value;
  return mapped('fullName') ?? mapped('username') ?? kept.nameId.value;
}

/** Takes the unasked answer that waits in this browser, once. */
export async function takeWaiting(): Promise<VerifiedAnswer | null> {
  const handle = await heldHandle();
  if (!handle) return null;
  await forget(continueCookie(requestContext().domain));
  const kept = await takeArrival(currentScope(), handle);
  return kept?.kind === 'verified' && kept.requestId === null ? kept : null;
}

async function heldHandle(): Promise<string | null> {
  const { name } = continueCookie(requestContext().domain);
  return (await cookies()).get(name)?.value ?? null;
}
