/** An element of a drawing that was found good, with its attributes in the order of the file. */
export interface SvgElement {
  name: string;
  attributes: [name: string, value: string][];
  children: (SvgElement | string)[];
}

/** The drawing as one line of text, of which any XML reader reads the same tree again. */
export function writeSvg({ name, attributes, children }: SvgElement): string {
  const open = [
    name,
    ...attributes.map(([key, value]) => `${key}="${escaped(value, /[&<"\t\r\n]/g)}"`),
  ].join(' ');
  if (children.length === 0) return `<${open}/>`;
  const content = children.map((child) =>
    typeof child === 'string' ? escaped(child) : writeSvg(child),
  );
  return `<${open}>${content.join('')}</${name}>`;
}

const REFERENCES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** White space in an attribute is written by number, or readers would make spaces of it. */
function escaped(text: string, letters = /[&<>\r]/g): string {
  return text.replace(letters, (letter) => REFERENCES[letter] ?? `&#${letter.charCodeAt(0)};`);
}
