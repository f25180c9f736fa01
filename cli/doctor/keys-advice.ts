import type { KeysStep } from '@/lib/sso/saml/key-steps-rules';

/** What to run for these steps, of which there is one at least. */
export function keysAdvice(utilityId: string, [first, ...rest]: readonly KeysStep[]): string {
  const command = `csi sso keys ${utilityId} --${first}`;
  if (rest.length === 0) return command;
  const then = rest.map((step) => `--${step}`).join(', ');
  return `${command}, then in the same way ${then}; before --switch let the portal take our metadata`;
}
