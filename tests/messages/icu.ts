import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';

/** What is filled in for a value: any text, a number (counted or not), a date or time, one of several words. */
type Kind = 'text' | 'number' | 'moment' | 'choice';

const KINDS: Partial<Record<TYPE, Kind>> = {
  [TYPE.argument]: 'text',
  [TYPE.number]: 'number',
  [TYPE.plural]: 'number',
  [TYPE.date]: 'moment',
  [TYPE.time]: 'moment',
  [TYPE.select]: 'choice',
};

/** Every element of a message, those inside of others too. @throws where it is no ICU message */
function elementsOf(message: string): MessageFormatElement[] {
  return inside(parse(message, { requiresOtherClause: true }));
}

function inside(elements: MessageFormatElement[]): MessageFormatElement[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.tag) return [element, ...inside(element.children)];
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [element];
    return [element, ...Object.values(element.options).flatMap(({ value }) => inside(value))];
  });
}

/** The values that a message asks for, each once, with what it is. */
export function argumentsOf(message: string): [name: string, kind: Kind][] {
  const found = new Map<string, Kind>();
  for (const element of elementsOf(message)) {
    const kind = KINDS[element.type];
    if (!kind || !('value' in element)) continue;
    const name = String(element.value);
    // A number may be written out in one place and counted in another.
    if (found.get(name) !== 'number') found.set(name, kind);
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** The rich tags of a message, each once. */
export function tagsOf(message: string): string[] {
  const tags = elementsOf(message).filter((element) => element.type === TYPE.tag);
  return [...new Set(tags.map(({ value }) => value))].sort();
}

/** The cases of each plural: `one`, `=0`, … */
export function pluralsOf(message: string): string[][] {
  return elementsOf(message).flatMap((element) =>
    element.type === TYPE.plural ? [Object.keys(element.options)] : [],
  );
}

/** Cases by exact number, and words to choose from; by name of the value. */
export function kindsOf(message: string): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  for (const element of elementsOf(message)) {
    if (element.type !== TYPE.plural && element.type !== TYPE.select) continue;
    const isPlural = element.type === TYPE.plural;
    const cases = Object.keys(element.options).filter((name) => !isPlural || name.startsWith('='));
    if (cases.length === 0) continue;
    found[element.value] ??= new Set();
    for (const name of cases) found[element.value]?.add(name);
  }
  return Object.fromEntries(
    Object.entries(found).map(([name, cases]) => [name, [...cases].sort()] as const),
  );
}
