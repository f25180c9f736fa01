import type { Command } from 'commander';
import { CliError } from '@/cli/cli-error';
import { noSuchUtility } from '@/cli/operator-scope';
import { type CommandContext, json } from '@/cli/terminal';
import { assertNever } from '@/lib/assert-never';
import type { ChainFault, LoggedHead } from '@/lib/audit/chain-reader';
import { type ChainReport, verifyChain } from '@/lib/audit/verify-chain';
import { db } from '@/lib/db';
import { storedDocuments } from '@/lib/utilities/utility-store';

interface Options {
  utility?: string;
  head?: string;
  json?: true;
}

export function auditCommands(csi: Command, context: CommandContext): void {
  const audit = csi.command('audit').description('the audit lists of the utilities');
  audit
    .command('verify')
    .description('check that nothing in the audit lists was changed, taken out or slipped in')
    .option('--utility <id>', 'only this utility')
    .option('--head <number:hash>', 'a chain head from the log that the utility must still have')
    .option('--json', 'print JSON')
    .action((options: Options) => verify(context, options));
}

async function verify(context: CommandContext, options: Options): Promise<void> {
  const head = options.head === undefined ? null : readHead(options.head);
  if (head && options.utility === undefined) throw new CliError('--head needs --utility.');
  const reports: ChainReport[] = [];
  for (const utilityId of await utilitiesMeant(options.utility)) {
    const report = await verifyChain(utilityId, head);
    if (report.faultCount > 0 || isSealingLate(report)) context.fail();
    if (options.json) reports.push(report);
    else for (const line of linesOf(report)) context.out(line);
  }
  if (options.json) context.out(json(reports.map(asJson)));
}

async function utilitiesMeant(utilityId: string | undefined): Promise<string[]> {
  const known = await storedDocuments(db(), utilityId === undefined ? undefined : [utilityId]);
  if (utilityId !== undefined && known.size === 0) throw noSuchUtility(utilityId);
  return [...known.keys()];
}

function readHead(text: string): LoggedHead {
  const [, number, hash] = /^(\d{1,18}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (!number || !hash) {
    throw new CliError('--head is a number, a colon and 64 hex digits, as the log has it.');
  }
  return { number: BigInt(number), hash: Buffer.from(hash, 'hex') };
}

function linesOf(report: ChainReport): string[] {
  const { utilityId, sealedUpTo, waiting, droppedMonths, faults, faultCount } = report;
  const at = sealedUpTo?.at ? ` (${sealedUpTo.at.toISOString()})` : '';
  const sealed = sealedUpTo ? `sealed up to number ${sealedUpTo.number}${at}` : 'nothing sealed';
  const found =
    faultCount === 0 ? 'no faults' : `${faultCount} ${faultCount === 1 ? 'fault' : 'faults'}`;
  const dropped = droppedMonths.at(-1) ? `, dropped up to ${droppedMonths.at(-1)}` : '';
  const more = faultCount - faults.length;
  return [
    `${utilityId}: ${sealed}${dropped}, ${waiting} waiting, ${found}`,
    ...(isSealingLate(report) ? [`  ${LATE}`] : []),
    ...faults.map((fault) => `  ${describeFault(fault)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

const LATE = 'events have waited for their seal for over ten minutes: no server seals; see its log';

function isSealingLate({ waitingSince }: ChainReport): boolean {
  return waitingSince !== null && Date.now() - waitingSince.getTime() > 10 * 60_000;
}

function describeFault(fault: ChainFault): string {
  switch (fault.kind) {
    case 'seals_missing':
      return fault.from === fault.to
        ? `number ${fault.from}: the seal is missing`
        : `numbers ${fault.from} to ${fault.to}: the seals are missing`;
    case 'event_missing':
      return `number ${fault.number}, event ${fault.eventId}: the event is missing`;
    case 'changed':
      return `number ${fault.number}, event ${fault.eventId}: the event, its seal or its place was changed`;
    case 'wrong_month':
      return `number ${fault.number}, event ${fault.eventId}: sealed in another month than its number`;
    case 'month_out_of_place':
      return `month ${fault.month}: does not follow the month before it`;
    case 'month_gone_untold':
      return `month ${fault.month}: dropped, and no event tells of it`;
    case 'month_end_differs':
      return `month ${fault.month}, number ${fault.number}: the month's last hash is another one`;
    case 'seal_of_dropped_month':
      return `number ${fault.number}, event ${fault.eventId}: a seal of a month that was dropped`;
    case 'slipped_in':
      return `event ${fault.eventId}: neither sealed nor waiting; it was slipped in`;
    case 'waiting_event_missing':
      return `event ${fault.eventId}: waits for its seal and is missing`;
    case 'head_missing':
      return `number ${fault.number}: the log has this head, and the chain does not reach it`;
    case 'head_differs':
      return `number ${fault.number}: the log has this head with another hash`;
    case 'head_dropped':
      return `number ${fault.number}: stands in a dropped month; only the last head of a month can be compared`;
    default:
      return assertNever(fault);
  }
}

/** Numbers and ids as text: JSON's own numbers are not exact above 2^53. */
function asJson({ utilityId: utility, sealedUpTo, waiting, faults, faultCount }: ChainReport) {
  return {
    utility,
    sealedUpTo: sealedUpTo && { ...sealedUpTo, number: String(sealedUpTo.number) },
    waiting,
    faultCount,
    faults: faults.map((fault) => ({
      ...Object.fromEntries(
        Object.entries(fault).map(([name, value]) => [
          name,
          typeof value === 'bigint' ? String(value) : value,
        ]),
      ),
      message: describeFault(fault),
    })),
  };
}
