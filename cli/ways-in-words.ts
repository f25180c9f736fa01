import type { WaysIn } from '@/lib/sso/ways-in';

/** What a change of settings does to those who sign in, a line each; none where it does nothing. */
export function waysInLines(
  utilityId: string,
  waysIn: WaysIn | undefined,
  dryRun: boolean,
): string[] {
  if (!waysIn) return [];
  return [
    losingLine(waysIn, dryRun),
    ...waitingLines(waysIn, dryRun),
    ...endingLines(waysIn, dryRun),
    ...adviceLines(utilityId, waysIn),
  ].map((line) => `  ${line}`);
}

function losingLine({ losing }: WaysIn, dryRun: boolean): string {
  const { accounts, administrators, usernames } = losing;
  if (accounts === 0) return `nobody ${dryRun ? 'would lose' : 'has lost'} their way in`;
  const verb = dryRun ? 'would lose' : accounts === 1 ? 'has lost' : 'have lost';
  const more = accounts - usernames.length;
  const names = [...usernames, ...(more > 0 ? [`and ${number(more)} more`] : [])].join(', ');
  const among =
    administrators === 0 ? '' : `, ${counted(administrators, 'administrator')} among them`;
  return `${counted(accounts, 'account')} ${verb} their way in${among}: ${names}`;
}

function waitingLines({ waitingAgain }: WaysIn, dryRun: boolean): string[] {
  if (waitingAgain === 0) return [];
  const which = counted(waitingAgain, 'SSO account');
  const verb = dryRun ? 'would wait' : waitingAgain === 1 ? 'waits' : 'wait';
  return [
    `${which} of the portal before ${verb} for a first arrival at the new one, by their usernames`,
  ];
}

function endingLines({ sessions, links }: WaysIn, dryRun: boolean): string[] {
  const parts = [
    ...(sessions > 0 ? [counted(sessions, 'open session')] : []),
    ...(links > 0 ? [counted(links, 'mailed link')] : []),
  ];
  if (parts.length === 0) return [];
  const verb = dryRun ? 'would end' : sessions + links === 1 ? 'has ended' : 'have ended';
  return [`${parts.join(' and ')} ${verb}`];
}

function adviceLines(utilityId: string, { to, losing, hasAdministrator }: WaysIn): string[] {
  const advice: string[] = [];
  if (losing.accounts > 0 && to === 'sso') {
    advice.push(
      `→ to let them come in from the portal: csi user to-sso --utility ${utilityId} --all`,
    );
  }
  if (losing.accounts > 0 && to === 'standalone') {
    advice.push('→ who needs a password gets one in User Admin while signIn is both');
  }
  if (!hasAdministrator) {
    const how = to === 'standalone' ? '' : ' --sso';
    advice.push(
      'no active administrator can sign in',
      `→ csi user add --utility ${utilityId} --role CSA${how} …`,
    );
  }
  return advice;
}

function counted(count: number, one: string): string {
  return `${number(count)} ${one}${count === 1 ? '' : 's'}`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}
