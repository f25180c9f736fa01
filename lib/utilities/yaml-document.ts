import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
} from 'yaml';

/** One document of a YAML file, as plain data that remembers where it was written. */
export interface YamlDocument {
  value: unknown;
  /** The line, from 1, of what the path leads to, or of its nearest parent that is there. */
  lineOf(path: readonly (string | number)[]): number;
}

export interface YamlFault {
  line: number;
  message: string;
}

/**
 * Reads YAML 1.2. Duplicate keys, unknown tags and more than a few aliases are faults: a file of one
 * kilobyte must not unfold to gigabytes.
 */
export function parseYaml(text: string): { documents: YamlDocument[]; faults: YamlFault[] } {
  const lines = new LineCounter();
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const parsed = [...parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })];
  const documents: YamlDocument[] = [];
  const faults: YamlFault[] = [];
  for (const document of parsed) {
    const complaints = [...document.errors, ...document.warnings];
    faults.push(...complaints.map((e) => ({ line: lineAt(e.pos[0]), message: e.message })));
    // What follows a last `---` is no document.
    if (complaints.length > 0 || isEmpty(document)) continue;
    const lineOf = (path: readonly (string | number)[]) => lineAt(offsetOf(document, path));
    try {
      documents.push({ value: document.toJS({ maxAliasCount: 20 }), lineOf });
    } catch {
      faults.push({ line: lineOf([]), message: 'has too many or unresolved aliases' });
    }
  }
  return { documents, faults };
}

type YamlTree = Document.Parsed<ParsedNode>;

function isEmpty({ contents }: YamlTree): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

function offsetOf(document: YamlTree, path: readonly (string | number)[]): number {
  let node: ParsedNode | null = document.contents;
  let offset = node?.range[0] ?? 0;
  for (const step of path) {
    if (isAlias(node)) break;
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === `${step}`);
      if (!pair) break;
      offset = pair.key.range[0];
      node = pair.value;
    } else if (isSeq<ParsedNode>(node)) {
      const item: ParsedNode | undefined = node.items[Number(step)];
      if (!item) break;
      offset = item.range[0];
      node = item;
    } else {
      break;
    }
  }
  return offset;
}
