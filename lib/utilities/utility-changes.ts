import { isDeepStrictEqual } from 'node:util';
import { withDefaults } from '@/lib/utilities/utility-defaults';
import type { UtilityDocument } from '@/lib/utilities/utility-document';

/**
 * A setting whose value changes, by its path, as `lockout.attempts`. A side that is absent had
 * nothing written and no value; neither side stands there for files and secrets.
 */
export interface SettingChange {
  setting: string;
  from?: unknown;
  to?: unknown;
}

/**
 * What a new document changes: first the values in force, so that another preset shows everything
 * that it brings; then what is only written differently, as a default that is now spelt out.
 */
export function documentChanges(before: UtilityDocument, after: UtilityDocument): SettingChange[] {
  const inForce = changesBetween(
    valuesIn(leaves(withDefaults(before))),
    valuesIn(leaves(withDefaults(after))),
  );
  const named = new Set(inForce.map(({ setting }) => setting));
  const written = changesBetween(leaves(before), leaves(after));
  return [...inForce, ...written.filter(({ setting }) => !named.has(setting))];
}

/** One line: `lockout.attempts: 3 → 5`, or `brand.logo: changed`. */
export function describeChange({ setting, ...sides }: SettingChange): string {
  if (!('from' in sides) && !('to' in sides)) return `${setting}: changed`;
  return `${setting}: ${shown(sides.from)} → ${shown(sides.to)}`;
}

type Leaves = Map<string, unknown>;

/** Every value with its dotted path. A list is one value. */
function leaves(value: unknown, path = ''): Leaves {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new Map([[path, value]]);
  }
  const prefix = path === '' ? '' : `${path}.`;
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...leaves(inner, `${prefix}${key}`)]),
  );
}

/** In force, null and nothing are the same. */
function valuesIn(all: Leaves): Leaves {
  return new Map([...all].filter(([, value]) => value !== null));
}

function changesBetween(before: Leaves, after: Leaves): SettingChange[] {
  const settings = [...new Set([...before.keys(), ...after.keys()])];
  return settings
    .map((setting) => ({ setting, from: before.get(setting), to: after.get(setting) }))
    .filter(({ from, to }) => !isDeepStrictEqual(from, to))
    .map(({ setting, from, to }) => ({
      setting,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    }));
}

function shown(value: unknown): string {
  if (value === undefined) return 'not set';
  if (value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
