import { X509Certificate } from 'node:crypto';
import { type Command, Option } from 'commander';
import { CliError } from '@/cli/cli-error';
import { operatorScope } from '@/cli/operator-scope';
import { json, type Terminal, table } from '@/cli/terminal';
import { assertNever } from '@/lib/assert-never';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import {
  fingerprintOf,
  makeServiceKeys,
  type RollOutcome,
  retireServiceKeys,
  switchServiceKeys,
} from '@/lib/sso/saml/roll-service-keys';
import { listedKeys } from '@/lib/sso/saml/service-key-store';
import type { ListedKey } from '@/lib/sso/saml/service-keys';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';

interface Options {
  new?: true;
  switch?: true;
  retire?: true;
  json?: true;
}

export function ssoKeysCommand(sso: Command, terminal: Terminal): void {
  const one = (flag: string, description: string, others: string[]) =>
    new Option(flag, description).conflicts(others);
  sso
    .command('keys')
    .description("list the utility's own SAML keys, or roll them: --new, --switch, --retire")
    .argument('<utility>', 'its id')
    .addOption(one('--new', 'make the first keys, or the next ones', ['switch', 'retire']))
    .addOption(one('--switch', 'sign with the next keys from now on', ['new', 'retire']))
    .addOption(one('--retire', 'delete the former keys', ['new', 'switch']))
    .option('--json', 'print JSON, with the certificates')
    .action((utilityId: string, options: Options) => keys(terminal, utilityId, options));
}

async function keys(terminal: Terminal, utilityId: string, options: Options): Promise<void> {
  const scope = await operatorScope(utilityId);
  if (scope.utility.sso?.kind !== 'saml') {
    throw new CliError(`${utilityId} has no SAML portal (sso.kind: saml), and needs no keys.`);
  }
  const act = actOf(options);
  if (!act) {
    const listed = await listedKeys(db(), utilityId);
    const advice =
      listed.length > 0 ? [] : [`${utilityId} has none yet; ${to('make them', scope, 'new')}`];
    return print(terminal, { utilityId, keys: listed, advice, options });
  }
  const outcome = await act(scope);
  const advice = adviceOn(outcome, scope);
  print(terminal, { utilityId, done: outcome.kind, keys: outcome.keys, advice, options });
}

function actOf(options: Options): ((scope: Scope) => Promise<RollOutcome>) | null {
  if (options.new) return makeServiceKeys;
  if (options.switch) return switchServiceKeys;
  return options.retire ? retireServiceKeys : null;
}

/** What comes next. @throws {CliError} where nothing was done */
function adviceOn({ kind }: RollOutcome, scope: Scope): string[] {
  const { utilityId } = scope.utility;
  const { entityId: metadata } = samlAddresses(scope.utility);
  switch (kind) {
    case 'made':
      return [`Made, and used from now on. The portal takes them from ${metadata}`];
    case 'made_next':
      return [
        `Made, and published at ${metadata}. The ones before go on signing.`,
        `→ when the portal has taken the metadata, ${to('sign with these', scope, 'switch')}`,
      ];
    case 'switched':
      return [
        'Switched: what was next signs from now on. The former keys still open what is encrypted for them.',
        `→ when the portal has taken ${metadata} again, ${to('delete them', scope, 'retire')}`,
      ];
    case 'retired':
      return ['The former keys are deleted.'];
    case 'next_is_there':
      throw new CliError(
        `${utilityId} has next keys already; ${to('switch to them first', scope, 'switch')}`,
      );
    case 'no_next':
      throw new CliError(
        `${utilityId} has no next keys to switch to; ${to('make them first', scope, 'new')}`,
      );
    case 'former_is_there':
      throw new CliError(
        `${utilityId} still publishes the former keys; ${to('delete them first', scope, 'retire')}`,
      );
    case 'no_former':
      throw new CliError(`${utilityId} has no former keys to delete.`);
    case 'changed_meanwhile':
      throw new CliError(
        `Somebody else changed the keys of ${utilityId} meanwhile; ${to('look at them', scope)}`,
      );
    default:
      return assertNever(kind);
  }
}

function to(purpose: string, { utility }: Scope, option?: string): string {
  return `${purpose}: csi sso keys ${utility.utilityId}${option ? ` --${option}` : ''}`;
}

interface Printed {
  utilityId: string;
  done?: RollOutcome['kind'];
  keys: readonly ListedKey[];
  advice: string[];
  options: Options;
}

function print(terminal: Terminal, { utilityId, done, keys: all, advice, options }: Printed): void {
  const told = all.map(toldKey);
  const rows = told.map(({ purpose, state, sha256, notBefore, notAfter }) => {
    return [purpose, state, sha256, day(notBefore), day(notAfter)];
  });
  const list = all.length > 0 ? [table(['FOR', 'STATE', 'SHA-256', 'FROM', 'UNTIL'], rows)] : [];
  const text = options.json
    ? json({ utility: utilityId, done, keys: told })
    : [...list, ...advice].join('\n');
  terminal.out(text);
}

function toldKey({ purpose, state, certificate, expiresAt }: ListedKey) {
  const notBefore = new Date(new X509Certificate(certificate).validFrom);
  const sha256 = fingerprintOf(certificate);
  return { purpose, state, sha256, notBefore, notAfter: expiresAt, certificate };
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
