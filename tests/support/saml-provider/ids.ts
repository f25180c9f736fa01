import { randomBytes } from 'node:crypto';

/** An ID as SAML Core §1.3.4 has it. */
export function newId(): string {
  return `_${randomBytes(16).toString('hex')}`;
}
