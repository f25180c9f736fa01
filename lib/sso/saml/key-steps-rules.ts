import type { ListedKey } from '@/lib/sso/saml/service-keys';

/** A step of `csi sso keys`. */
export type KeysStep = 'new' | 'switch' | 'retire';

/**
 * The steps after which every key of a utility can be used, in order; none where that is so already. They are
 * those of any other roll: the portal knows a key before it signs, and what cannot be opened goes as all do.
 */
export function stepsToUsableKeys(
  keys: readonly Pick<ListedKey, 'state' | 'isUsable'>[],
): KeysStep[] {
  if (keys.length === 0) return ['new'];
  const unusable = new Set(keys.filter(({ isUsable }) => !isUsable).map(({ state }) => state));
  if (unusable.size === 0) return [];
  const has = (wanted: ListedKey['state']) => keys.some(({ state }) => state === wanted);
  const steps: KeysStep[] = has('former') ? ['retire'] : [];
  if (!unusable.has('current') && !unusable.has('next')) return steps;
  if (has('next')) steps.push('switch', 'retire');
  return has('next') && !unusable.has('next') ? steps : [...steps, 'new', 'switch', 'retire'];
}
