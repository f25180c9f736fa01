import type { Command } from 'commander';
import { CliError } from '@/cli/cli-error';
import { operatorScope } from '@/cli/operator-scope';
import { type CommandContext, instant, json, table } from '@/cli/terminal';
import { waysInLines } from '@/cli/ways-in-words';
import { assertNever } from '@/lib/assert-never';
import { db } from '@/lib/db';
import { certificateFacts } from '@/lib/sso/saml/certificate-rules';
import { type LookFault, lookFaultWords } from '@/lib/sso/saml/metadata-faults-rules';
import { liveProvider } from '@/lib/sso/saml/provider-store';
import { refreshMetadata } from '@/lib/sso/saml/refresh-metadata';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import type { WaysIn } from '@/lib/sso/ways-in';

interface Options {
  newProvider?: true;
  json?: true;
}

/** What a look came to, for the one who asked for it. */
interface Told {
  utility: string;
  outcome: 'taken' | 'unchanged' | 'refused' | 'from_file';
  fault?: LookFault;
  detail?: string;
  live: SamlProvider | null;
  waysIn?: WaysIn | null;
}

export function ssoRefreshCommand(sso: Command, context: CommandContext): void {
  sso
    .command('refresh')
    .description("look for newer SAML metadata of the utility's portal now, and say what is live")
    .argument('<utility>', 'its id')
    .option('--new-provider', 'let another provider (entity ID) at the same address be the portal')
    .option('--json', 'print JSON')
    .action((utilityId: string, options: Options) => refresh(context, utilityId, options));
}

async function refresh(
  context: CommandContext,
  utilityId: string,
  options: Options,
): Promise<void> {
  const told = await look(utilityId, options);
  if (told.outcome === 'refused') context.fail();
  if (options.json) {
    const certificates = told.live?.certificates.map(certificateFacts);
    return context.out(json({ ...told, live: told.live && { ...told.live, certificates } }));
  }
  if (told.outcome === 'refused') for (const line of faultLines(told)) context.err(line);
  else context.out(`${utilityId}: ${WORDS[told.outcome]}`);
  for (const line of waysInLines(utilityId, told.waysIn ?? undefined, false)) context.out(line);
  if (told.live) context.out(liveTable(told.live));
}

async function look(utilityId: string, { newProvider }: Options): Promise<Told> {
  const scope = await operatorScope(utilityId);
  const { sso } = scope.utility;
  if (sso?.kind !== 'saml') {
    throw new CliError(
      `${utilityId} has no SAML portal (sso.kind: saml), and so no metadata of one.`,
    );
  }
  if (!sso.metadataAddress) {
    const live = await liveProvider(db(), utilityId, scope.now());
    return { utility: utilityId, outcome: 'from_file', live };
  }
  const refreshed = await refreshMetadata(scope, { takesNewProvider: newProvider === true });
  if (!refreshed || refreshed.kind === 'overtaken') {
    throw new CliError(`The settings of ${utilityId} were changed meanwhile; try again.`);
  }
  switch (refreshed.kind) {
    case 'taken': {
      const outcome = refreshed.isNew ? 'taken' : 'unchanged';
      const { provider: live, waysIn } = refreshed;
      return { utility: utilityId, outcome, live, waysIn };
    }
    case 'refused': {
      const { fault, detail, live } = refreshed;
      return { utility: utilityId, outcome: 'refused', fault, detail, live };
    }
    default:
      return assertNever(refreshed);
  }
}

const WORDS = {
  taken: 'newer metadata is live',
  unchanged: 'the metadata has not changed',
  from_file: 'the metadata is a file, which comes with csi apply; this is live',
};

function faultLines({ utility, fault, detail, live }: Told): string[] {
  const what = fault ? lookFaultWords(fault) : 'it was not taken';
  return [
    `${utility}: ${what} (${detail})`,
    live ? 'What was live before stays live:' : 'Nobody can sign in there: no metadata is live.',
    ...(fault === 'another_provider'
      ? [`→ if that is meant: csi sso refresh ${utility} --new-provider`]
      : []),
  ];
}

function liveTable(provider: SamlProvider): string {
  const { entityId, signInAddress, logoutAddress, logoutResponseAddress, validUntil } = provider;
  const responses = logoutResponseAddress !== logoutAddress ? logoutResponseAddress : null;
  const rows = [
    ['Entity ID', entityId],
    ['Sign-in', signInAddress],
    ['Sign-out', logoutAddress ?? 'none'],
    ...(responses ? [['Sign-out answers', responses]] : []),
    ['Signed requests', provider.wantsSignedRequests ? 'wanted' : 'not asked for'],
    ...provider.certificates
      .map(certificateFacts)
      .map(({ subject, sha256, expiresAt }) => [
        'Certificate',
        `${subject}, until ${instant(new Date(expiresAt), 'UTC')}, SHA-256 ${sha256}`,
      ]),
    ['Valid until', validUntil ? instant(new Date(validUntil), 'UTC') : 'it does not say'],
  ];
  return table(['LIVE', 'VALUE'], rows);
}
