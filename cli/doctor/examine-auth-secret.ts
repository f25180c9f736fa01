import type { Finding } from '@/cli/doctor/finding';
import { keysAdvice } from '@/cli/doctor/keys-advice';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { openLinksByKey } from '@/lib/password-reset/reset-link-store';
import { stepsToUsableKeys } from '@/lib/sso/saml/key-steps-rules';
import { opened, type SealedKey, sealedKeys } from '@/lib/sso/saml/service-key-store';
import { keyId } from '@/lib/tokens';
import { openSecret, sealedSecrets } from '@/lib/utilities/secret-store';

/** Whether every stored secret can be read, and which values of AUTH_SECRET that takes. */
export async function checkAuthSecrets(): Promise<Finding[]> {
  const stored = await sealedSecrets(db());
  const keys = await sealedKeys(db());
  const unreadable: Finding[] = stored
    .filter((sealed) => openSecret(sealed) === null)
    .map(({ utilityId, field }) => ({
      state: 'fault',
      subject: `utility ${utilityId}`,
      message: `${field} cannot be read: no value of AUTH_SECRET encrypted it`,
      remedy:
        "put the older value back at the end of AUTH_SECRET, or apply the utility's YAML again",
    }));
  const [, ...older] = env().AUTH_SECRET;
  const links = await openLinksByKey(db(), new Date());
  const findings = older.map((secret, index): Finding => {
    const id = keyId(secret);
    const subject = `AUTH_SECRET, value ${index + 2}`;
    const goodUntil = links.get(id);
    if (goodUntil) {
      const message = 'mailed links to new passwords still need it';
      const remedy = `keep it until ${goodUntil.toISOString()}`;
      return { state: 'warning', subject, message, remedy };
    }
    const needing = new Set(stored.filter((s) => s.keyId === id).map((s) => s.utilityId));
    const needingForKeys = new Set(
      keys.filter(({ sealedBy }) => sealedBy === id).map(({ utilityId }) => utilityId),
    );
    if (needingForKeys.size > 0) {
      return {
        state: 'warning',
        subject,
        message: `still encrypts SAML keys of ${[...needingForKeys].join(', ')}`,
        remedy: 'start a server, which encrypts them anew; then look again',
      };
    }
    if (needing.size === 0) {
      return { state: 'ok', subject, message: 'no stored secret needs it any more; it may go' };
    }
    return {
      state: 'warning',
      subject,
      message: `still encrypts secrets of ${[...needing].join(', ')}`,
      remedy: 'apply the YAML of these utilities again; then this value may go',
    };
  });
  const count = `${older.length + 1} value(s), newest first`;
  return [
    { state: 'ok', subject: 'AUTH_SECRET', message: count },
    ...findings,
    ...unreadable,
    ...unreadableKeys(keys),
  ];
}

function unreadableKeys(keys: readonly SealedKey[]): Finding[] {
  const all = keys.map((row) => ({ ...row, isUsable: opened(row) !== null }));
  const stepsOf = (utilityId: string) =>
    stepsToUsableKeys(all.filter((key) => key.utilityId === utilityId));
  return all
    .filter(({ isUsable }) => !isUsable)
    .map(({ utilityId, purpose, state }) => ({
      state: 'fault',
      subject: `utility ${utilityId}`,
      message: `its ${state} SAML key for ${purpose} cannot be read: no value of AUTH_SECRET encrypted it`,
      remedy: `put the older value back at the end of AUTH_SECRET, or roll the keys: ${keysAdvice(utilityId, stepsOf(utilityId))}`,
    }));
}
