import { log } from '@/lib/log';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import { PortalError } from '@/lib/sso/portal-error';
import { type EndedAtPortal, endByLogoutRequest } from '@/lib/sso/saml/end-by-logout-request';
import { type LeftPortal, leaveByLogoutResponse } from '@/lib/sso/saml/leave-by-logout-response';
import { type LogoutArrival, type LogoutMessage, readLogout } from '@/lib/sso/saml/verify-logout';

export type ReceivedLogout =
  /** The portal has ended sessions here, or there were none. */
  | ({ of: 'request' } & (EndedAtPortal | NotBelieved))
  /** The portal has answered a sign-out that began here. */
  | ({ of: 'response' } & ({ kind: 'answered'; status: LeftPortal['status'] } | NotBelieved));

type NotBelieved =
  | { kind: 'refused'; fault: AnswerFault; detail: string }
  /** There is no description of the portal to verify it by. */
  | { kind: 'unavailable'; detail: string };

/**
 * Receives a message of single logout at a utility whose portal speaks SAML. What is refused changes nothing,
 * and stands in the log with its exact reason, without anybody's name.
 */
export async function receiveLogout(scope: Scope, arrival: LogoutArrival): Promise<ReceivedLogout> {
  const read = await believed(async () => ({
    kind: 'read' as const,
    message: readLogout(arrival),
  }));
  // What is no message at all is the portal's concern, not that of somebody who signs out here.
  if (read.kind !== 'read') return told(scope, { of: 'request', ...read });
  const { message } = read;
  return told(
    scope,
    message.field === 'SAMLRequest'
      ? { of: 'request', ...(await believed(() => endByLogoutRequest(scope, message))) }
      : { of: 'response', ...(await believed(() => answered(scope, message))) },
  );
}

async function answered(scope: Scope, message: LogoutMessage) {
  return { kind: 'answered' as const, ...(await leaveByLogoutResponse(scope, message)) };
}

async function believed<T>(run: () => Promise<T>): Promise<T | NotBelieved> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AnswerRefused) {
      return { kind: 'refused', fault: error.fault, detail: error.message };
    }
    if (error instanceof PortalError) return { kind: 'unavailable', detail: error.message };
    throw error;
  }
}

/** For the operator; not the address of an answer, which holds the message. */
function told({ requestId, utility }: Scope, received: ReceivedLogout): ReceivedLogout {
  const { of, kind, ...rest } = received;
  const { answer: _, ...shown } = { answer: null, ...rest };
  const line = { requestId, utility: utility.utilityId, outcome: kind, ...shown };
  if (of === 'request') metrics().portalLogouts.inc({ outcome: kind });
  const what = of === 'request' ? 'a logout at the portal' : "the portal's answer to a sign-out";
  log()[kind === 'unavailable' ? 'warn' : 'info'](line, what);
  return received;
}
