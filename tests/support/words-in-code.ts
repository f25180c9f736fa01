import { parseSync } from '@swc/core';

/** What a person reads or hears, by the name of an attribute or a property. */
const SHOWN =
  /^(aria-(label|description|roledescription|valuetext|placeholder)|title|alt|placeholder|label|legend|caption|summary|hint|text|heading|lead|paragraphs|subject|.+(Label|Text|Title|Heading|Hint))$/;

/** «Sign out», «Your password has …»: a capital letter, and a second word. */
const SENTENCE = /^\s*\p{Lu}\p{L}*[,.:!?]?\s+\p{L}/u;

const LETTER = /\p{L}/u;
/** Signs that languages set apart from words each in its own way. */
const SPACED = /[:;!?«»“”]/;
const TAG = /<[!/]?[a-z][^>]*(>|$)/gi;
const LOGGED = /^(debug|info|warn|error|fatal)$/;

/** Stands in a template for what is filled in. */
const VALUE = '…';

type Node = Record<string, unknown> & { type: string };

/** A part of the source, and whether a person sees what stands in it. */
type Part = [node: unknown, isShown: boolean];

/**
 * The words that stand in a source instead of in a catalogue: text between tags (of JSX, or of HTML in
 * a string), literals in an attribute or a property that is shown, and whatever reads as a sentence.
 * Errors and log lines are the operator's, in English.
 * @param path decides whether the source has JSX
 */
export function wordsInCode(source: string, path: string): string[] {
  const { body } = parseSync(source, { syntax: 'typescript', tsx: path.endsWith('x') });
  return wordsIn([body, false]);
}

function wordsIn([node, isShown]: Part): string[] {
  if (Array.isArray(node)) return node.flatMap((one) => wordsIn([one, isShown]));
  if (!isNode(node)) return [];
  const text = textOf(node);
  const isWord = text !== null && isRead(text, isShown || node.type === 'JSXText');
  return [...(isWord ? [text.trim()] : []), ...partsOf(node, isShown).flatMap(wordsIn)];
}

function textOf(node: Node): string | null {
  if (node.type === 'JSXText' || node.type === 'StringLiteral') return node.value as string;
  if (node.type !== 'TemplateLiteral') return null;
  return (node.quasis as { cooked: string }[]).map(({ cooked }) => cooked).join(VALUE);
}

function isRead(text: string, isShown: boolean): boolean {
  const isHtml = text.search(TAG) !== -1;
  if (isHtml) return LETTER.test(text.replace(TAG, ''));
  return isShown ? LETTER.test(text) || SPACED.test(text) : SENTENCE.test(text);
}

function partsOf(node: Node, isShown: boolean): Part[] {
  const all = (shown: boolean) =>
    Object.entries(node).flatMap(([key, part]): Part[] => (key === 'span' ? [] : [[part, shown]]));
  switch (node.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return [
        [node.opening, false],
        [node.children, true],
      ];
    case 'JSXAttribute':
      return [[node.value, SHOWN.test(nameOf(node.name))]];
    case 'KeyValueProperty':
      return [[node.value, SHOWN.test(nameOf(node.key))]];
    case 'ConditionalExpression':
      return [
        [node.test, false],
        [[node.consequent, node.alternate], isShown],
      ];
    case 'BinaryExpression':
      return [
        [node.left, isShown && /^(\+|\?\?|\|\|)$/.test(node.operator as string)],
        [node.right, isShown && /^(\+|\?\?|\|\||&&)$/.test(node.operator as string)],
      ];
    case 'CallExpression':
      return isLog(node.callee) ? [] : all(false);
    case 'NewExpression':
      return nameOf(node.callee).endsWith('Error') ? [] : all(false);
    case 'MemberExpression':
    case 'TemplateLiteral':
      return all(false);
    case 'ImportDeclaration':
    case 'TsLiteralType':
      return [];
    default:
      return all(isShown);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node.value === 'string' ? node.value : '';
}

/** `log().warn(…)`, `log.error(…)`. */
function isLog(callee: unknown): boolean {
  return isNode(callee) && LOGGED.test(nameOf(callee.property));
}
