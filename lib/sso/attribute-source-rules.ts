import {
  defaultNameParts,
  defaultNames,
  type MappingTarget,
} from '@/lib/sso/attribute-defaults-rules';
import {
  hasContent,
  type OneText,
  oneText,
  type PortalAttributes,
  valueAt,
} from '@/lib/sso/attribute-values-rules';
import type { OidcConnection, SamlConnection } from '@/lib/utilities/utility';

export type MappedConnection = Pick<
  SamlConnection | OidcConnection,
  'kind' | 'attributes' | 'roles'
>;

/** Where among a portal's attributes something was looked for, and what stood there. */
export interface Source {
  from: string[];
  configured: boolean;
  value: unknown;
}

/**
 * What a target is taken from: the attribute that the operator named and no other, else the first default
 * that has something in it, else the first that is there at all.
 */
export function sourceOf(
  connection: MappedConnection,
  attributes: PortalAttributes,
  target: MappingTarget,
): Source {
  const names = namesOf(connection, target);
  const configured = connection.attributes[target] !== null;
  const values = names.map((name) => ({ from: [name], value: valueAt(attributes, name) }));
  const found = values.find(({ value }) => hasContent(value)) ??
    values.find(({ value }) => value !== undefined && value !== null) ?? {
      from: names,
      value: undefined,
    };
  return { ...found, configured };
}

/** Which attributes are looked at for a target, first to last. */
export function namesOf({ kind, attributes }: MappedConnection, target: MappingTarget): string[] {
  const configured = attributes[target];
  return configured === null ? [...defaultNames(kind, target)] : [configured];
}

/** Given and family name as one, or null where neither is there; a pair that is whole before half a one. */
export function namePartsIn(
  { kind }: MappedConnection,
  attributes: PortalAttributes,
): (Source & { joined: OneText }) | null {
  const pairs = defaultNameParts(kind).map((names) =>
    names.filter((name) => hasContent(valueAt(attributes, name))),
  );
  const from = pairs.find(({ length }) => length === 2) ?? pairs.find(({ length }) => length === 1);
  if (!from) return null;
  const value = from.map((name) => valueAt(attributes, name));
  const texts = value.map(oneText);
  const faulty = texts.find(({ fault }) => fault !== null);
  const joined = faulty ?? { text: texts.map(({ text }) => text).join(' '), fault: null };
  return { from, configured: false, value: value.flat(), joined };
}
