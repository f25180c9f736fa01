import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Interaction, Provider } from 'oidc-provider';
import { readForm } from '@/demo/portal/http';
import type { FindPerson } from '@/demo/portal/people';
import { expiredFormPage, show, signInPage } from '@/demo/portal/valley-pages';
import { PORTAL_ITSELF } from '@/demo/portal/valley-provider';

/** GET shows the form of a sign-in under way; POST answers it. */
export async function signIn(
  provider: Provider,
  findPerson: FindPerson,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const interaction = await interactionOf(provider, request, response);
  if (!interaction) return show(response, 400, expiredFormPage());
  const page = { ...(await purposeOf(provider, interaction)), isWrong: false };
  if (request.method !== 'POST') return show(response, 200, signInPage(page));
  const form = await readForm(request);
  const username = (form.get('username') ?? '').trim();
  const person = await findPerson(username, form.get('password') ?? '');
  if (!person) return show(response, 422, signInPage({ ...page, username, isWrong: true }));
  const login = { accountId: person.subject, remember: false };
  await provider.interactionFinished(request, response, { login });
}

/** The sign-in that this form belongs to; null when it was answered, or given up long ago. */
async function interactionOf(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Interaction | null> {
  try {
    return await provider.interactionDetails(request, response);
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionNotFound') return null;
    throw error;
  }
}

async function purposeOf(provider: Provider, { params, session }: Interaction) {
  const clientId = String(params.client_id);
  const client = clientId === PORTAL_ITSELF ? null : await provider.Client.find(clientId);
  return {
    username: typeof params.login_hint === 'string' ? params.login_hint : '',
    service: client?.clientName ?? null,
    asksAgain: session?.accountId !== undefined,
  };
}
