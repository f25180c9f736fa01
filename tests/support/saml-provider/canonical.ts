import { SaxesParser } from 'saxes';
import {
  EXCLUSIVE_WITH_COMMENTS,
  INCLUSIVE,
  INCLUSIVE_11,
  INCLUSIVE_WITH_COMMENTS,
} from '@/tests/support/saml-provider/algorithms';

/** An element with its prefixes, as canonicalisation needs it. */
export interface Tree {
  prefix: string;
  local: string;
  /** Those that it declares itself. */
  declares: Record<string, string>;
  attributes: { prefix: string; local: string; uri: string; value: string }[];
  children: (Tree | { text: string } | { comment: string })[];
  parent: Tree | null;
}

/** Reads a document with whatever stands in it; DTDs and processing instructions are passed over. */
export function treeOf(xml: string): Tree {
  const parser = new SaxesParser({ xmlns: true, position: false });
  let at: Tree | null = null;
  let root: Tree | null = null;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ prefix, local, attributes, ns }) => {
    const own = Object.values(attributes).filter(
      (each) => each.prefix !== 'xmlns' && each.name !== 'xmlns',
    );
    const tree: Tree = {
      prefix,
      local,
      declares: { ...ns },
      attributes: own,
      children: [],
      parent: at,
    };
    at?.children.push(tree);
    root ??= tree;
    at = tree;
  });
  parser.on('closetag', () => {
    at = at?.parent ?? null;
  });
  parser.on('text', (text) => at?.children.push({ text }));
  parser.on('cdata', (text) => at?.children.push({ text }));
  parser.on('comment', (comment) => at?.children.push({ comment }));
  parser.write(xml).close();
  if (!root) throw new Error('No element.');
  return root;
}

export function elements(tree: Tree): Tree[] {
  const children = tree.children.filter((child): child is Tree => 'local' in child);
  return [tree, ...children.flatMap(elements)];
}

/** The element with this value in an attribute `ID`. */
export function elementWithId(tree: Tree, id: string): Tree {
  const found = elements(tree).find(({ attributes }) =>
    attributes.some(({ prefix, local, value }) => !prefix && local === 'ID' && value === id),
  );
  if (!found) throw new Error(`No element has the ID ${id}.`);
  return found;
}

/**
 * Canonical XML 1.0, 1.1 and Exclusive Canonical XML 1.0, of the subtree of an element; written apart from
 * the library that the product verifies with, so that the two hold each other to the standard. Methods that
 * it does not know are taken for the exclusive one.
 *
 * @param prefixes those that the exclusive method treats as the inclusive one does
 */
export function canonical(element: Tree, method: string, prefixes: string[] = []): string {
  const isInclusive = [INCLUSIVE, INCLUSIVE_11, INCLUSIVE_WITH_COMMENTS].includes(method);
  const withComments = [EXCLUSIVE_WITH_COMMENTS, INCLUSIVE_WITH_COMMENTS].includes(method);
  return written(element, new Map());

  function written(tree: Tree, above: ReadonlyMap<string, string>): string {
    const scope = inScope(tree);
    const wanted = isInclusive ? new Set(scope.keys()) : visiblyUsed(tree);
    if (!isInclusive) for (const prefix of prefixes) if (scope.has(prefix)) wanted.add(prefix);
    const rendered = new Map(above);
    const declarations = [...wanted].sort().flatMap((prefix) => {
      const uri = scope.get(prefix) ?? '';
      if (prefix === 'xml' || (above.get(prefix) ?? '') === uri) return [];
      rendered.set(prefix, uri);
      return ` xmlns${prefix && `:${prefix}`}="${escapedAttribute(uri)}"`;
    });
    const attributes = [...tree.attributes]
      .sort((a, b) => compare(a.uri, b.uri) || compare(a.local, b.local))
      .map(({ prefix, local, value }) => ` ${named(prefix, local)}="${escapedAttribute(value)}"`);
    const content = tree.children.map((child) => {
      if ('local' in child) return written(child, rendered);
      if ('text' in child) return escapedText(child.text);
      return withComments ? `<!--${child.comment}-->` : '';
    });
    const name = named(tree.prefix, tree.local);
    return `<${name}${declarations.join('')}${attributes.join('')}>${content.join('')}</${name}>`;
  }
}

function visiblyUsed({ prefix, attributes }: Tree): Set<string> {
  return new Set([prefix, ...attributes.map((each) => each.prefix).filter(Boolean)]);
}

function inScope(tree: Tree): Map<string, string> {
  const above = tree.parent ? inScope(tree.parent) : new Map<string, string>();
  for (const [prefix, uri] of Object.entries(tree.declares)) above.set(prefix, uri);
  return above;
}

function named(prefix: string, local: string): string {
  return prefix ? `${prefix}:${local}` : local;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function escapedText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#xD;');
}

function escapedAttribute(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#x9;')
    .replaceAll('\n', '&#xA;')
    .replaceAll('\r', '&#xD;');
}
