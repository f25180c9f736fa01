import { requestContextIfAny } from '@/lib/request-context';

/**
 * Whether what has just failed is the reading of a form, before any action of ours saw it: a body that
 * is not whole, or fields that do not describe an action's arguments. Next calls that an error of the
 * server; it is the client's.
 */
export function isUnreadableForm(): boolean {
  return requestContextIfAny()?.awaitsForm === true;
}
