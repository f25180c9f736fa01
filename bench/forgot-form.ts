import { type Form, formPost } from '@/bench/form';
import type { Client } from '@/bench/load';

let clients = 0;

/**
 * Sends the Forgot Password form without script, from a client address of its own: ten an hour is
 * what one may ask. The server must trust one proxy.
 */
export async function askForReset(client: Client, form: Form, email: string): Promise<void> {
  clients += 1;
  const address = [10, clients >> 16, clients >> 8, clients].map((part) => part & 255).join('.');
  const post = formPost(form, { email }, client.origin, 'without script');
  const { status, headers } = await client.ask({
    ...post,
    headers: { ...post.headers, 'x-forwarded-for': address },
  });
  if (status !== 303 || !headers.location?.endsWith('/forgot-password?sent=1')) {
    throw new Error(`A request for a new password was answered ${status} ${headers.location}.`);
  }
}
