import type { Command } from 'commander';
import { CliError } from '@/cli/cli-error';
import { ssoKeysCommand } from '@/cli/commands/sso-keys';
import { ssoRefreshCommand } from '@/cli/commands/sso-refresh';
import { samlLines, samlValues } from '@/cli/commands/sso-saml-values';
import { operatorScope } from '@/cli/operator-scope';
import { type CommandContext, instant, json, type Terminal, table } from '@/cli/terminal';
import { SCOPES } from '@/lib/sso/oidc/begin-sign-in';
import { CLIENT_AUTHENTICATION } from '@/lib/sso/oidc/exchange-code';
import { ALGORITHMS } from '@/lib/sso/oidc/provider-signature';
import { oidcAddresses } from '@/lib/sso/service-addresses-rules';
import { makeTestLink } from '@/lib/sso/test-links';
import { portalConnection } from '@/lib/utilities/portal-rules';
import type { OidcConnection, Utility } from '@/lib/utilities/utility';

interface Options {
  json?: true;
}

interface ShowOptions extends Options {
  saml?: true;
}

export function ssoCommands(csi: Command, terminal: CommandContext): void {
  const sso = csi.command('sso').description('how a utility and its portal know each other');
  sso
    .command('show')
    .description('the values that the identity engineer enters at the portal')
    .argument('<utility>', 'its id')
    .option('--saml', 'those of SAML, before the utility has a SAML portal')
    .option('--json', 'print JSON')
    .action((utilityId: string, options: ShowOptions) => show(terminal, utilityId, options));
  ssoKeysCommand(sso, terminal);
  ssoRefreshCommand(sso, terminal);
  sso
    .command('test')
    .description(
      'make a link to the test sign-in, for who cannot sign in yet; good once, 15 minutes',
    )
    .argument('<utility>', 'its id')
    .option('--json', 'print JSON')
    .action((utilityId: string, options: Options) => test(terminal, utilityId, options));
}

async function show(terminal: Terminal, utilityId: string, options: ShowOptions): Promise<void> {
  const { utility } = await operatorScope(utilityId);
  if (options.saml || utility.sso?.kind === 'saml') {
    const values = await samlValues(utility);
    return terminal.out(options.json ? json(values) : table(HEAD, samlLines(values)));
  }
  const values = oidcValues(utility, utility.sso);
  if (options.json) return terminal.out(json(values));
  const shown = Object.entries(LABELS).map(([name, label]) => {
    const value = values[name as keyof typeof LABELS];
    return [label, Array.isArray(value) ? value.join(' ') : (value ?? 'not set yet')];
  });
  terminal.out(table(HEAD, shown));
}

const HEAD = ['AT THE PORTAL', 'VALUE'];

const LABELS = {
  redirectUri: 'Redirect URI',
  initiateLoginUri: 'Initiate login URI',
  postLogoutRedirectUri: 'Post-logout redirect URI',
  backchannelLogoutUri: 'Back-channel logout URI',
  grantType: 'Grant type',
  responseType: 'Response type',
  pkce: 'PKCE',
  scopes: 'Scopes',
  clientAuthentication: 'Client authentication',
  idTokenSigning: 'ID token signing, one of',
  issuer: 'Issuer (sso.issuer)',
  clientId: 'Client id (sso.clientId)',
} as const;

/** By the names of OpenID Connect Dynamic Client Registration 1.0 §2 where it has one. */
function oidcValues(utility: Utility, sso: OidcConnection | null) {
  const { redirect, initiate, signedOut, backchannelLogout } = oidcAddresses(utility);
  return {
    utility: utility.utilityId,
    // Before anybody has registered us there is none, and registering takes the rest.
    issuer: sso?.issuer ?? null,
    clientId: sso?.clientId ?? null,
    redirectUri: redirect,
    initiateLoginUri: initiate,
    postLogoutRedirectUri: signedOut,
    backchannelLogoutUri: backchannelLogout,
    grantType: 'authorization_code',
    responseType: 'code',
    pkce: 'S256',
    scopes: SCOPES.split(' '),
    clientAuthentication: [...CLIENT_AUTHENTICATION],
    idTokenSigning: [...ALGORITHMS],
  };
}

async function test(terminal: Terminal, utilityId: string, options: Options): Promise<void> {
  const scope = await operatorScope(utilityId);
  const { utility } = scope;
  if (!portalConnection(utility)) {
    throw new CliError(`${utilityId} signs in by passwords alone: it has no portal to test.`);
  }
  const { address, expiresAt } = await makeTestLink(scope);
  if (options.json) return terminal.out(json({ utility: utilityId, address, expiresAt }));
  terminal.out(`${address}\nGood for one test, until ${instant(expiresAt, utility.timeZone)}.`);
}
