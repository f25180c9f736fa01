import type { How } from '@/tests/support/saml-provider';

export const response = { sign: 'response' } as const;

export function conditions(given: NonNullable<How['assertion']>['conditions']): How {
  return { assertion: { conditions: given } };
}

export function confirmation(
  given: NonNullable<NonNullable<How['assertion']>['confirmations']>[0],
): How {
  return { assertion: { confirmations: [given] } };
}

export function inResponse(find: string | RegExp, put: string): How {
  return { sign: 'response', change: { response: (xml) => xml.replace(find, put) } };
}
