import { createHash } from 'node:crypto';
import { cookies } from 'next/headers';
import { currentScope } from '@/lib/auth/current-scope';
import { forget } from '@/lib/auth/portal-attempts';
import { requestContext } from '@/lib/request-context';
import { mapAttributes } from '@/lib/sso/attribute-mapping';
import { seeArrival, takeArrival } from '@/lib/sso/saml/arrival-store';
import type { VerifiedAnswer } from '@/lib/sso/saml/kept-arrival';
import { continueCookie } from '@/lib/sso/sso-cookies';
import type { SamlConnection } from '@/lib/utilities/utility';

/** An unasked answer that waits for a yes. */
export interface Waiting {
  /** Whom it is about, as a person reads it. */
  name: string;
  /** What a yes to this answer, and to no other, brings back. */
  mark: string;
}

/** The unasked answer of this browser; null where none waits. */
export async function waitingAnswer(connection: SamlConnection): Promise<Waiting | null> {
  const handle = await heldHandle();
  const kept = handle ? await seeArrival(currentScope(), handle) : null;
  if (!handle || kept?.kind !== 'verified') return null;
  const { attributes } = mapAttributes(connection, kept.attributes);
  const mapped = (wanted: string) => attributes.find(({ target }) => target === wanted)?.value;
  const name = mapped('fullName') ?? mapped('username') ?? kept.nameId.value;
  return { name, mark: markOf(handle) };
}

/**
 * Takes the unasked answer that waits in this browser, once; null where it is another than was said yes to: any
 * site can have a browser bring one more.
 */
export async function takeWaiting(mark: string | null): Promise<VerifiedAnswer | null> {
  const handle = await heldHandle();
  if (!handle || mark !== markOf(handle)) return null;
  await forget(continueCookie(requestContext().domain));
  const kept = await takeArrival(currentScope(), handle);
  return kept?.kind === 'verified' && kept.request === null ? kept : null;
}

function markOf(handle: string): string {
  return createHash('sha256').update(handle).digest('base64url');
}

async function heldHandle(): Promise<string | null> {
  const { name } = continueCookie(requestContext().domain);
  return (await cookies()).get(name)?.value ?? null;
}
