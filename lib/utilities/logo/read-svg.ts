import { SaxesParser, type SaxesTagNS } from 'saxes';
import {
  ALLOWED_ATTRIBUTES,
  ALLOWED_ELEMENTS,
  DRAWING_ELEMENTS,
  REFERRING_ELEMENTS,
  REFUSED_ELEMENTS,
  TEXT_ELEMENTS,
} from '@/lib/utilities/logo/svg-allowed-rules';
import { drawnElements } from '@/lib/utilities/logo/svg-reference-rules';
import { asRoot, SVG } from '@/lib/utilities/logo/svg-root-rules';
import { cleanDeclarations, cleanStylesheet } from '@/lib/utilities/logo/svg-style-rules';
import { type SvgElement, writeSvg } from '@/lib/utilities/logo/svg-tree-rules';
import { isClearReference, isOwnElement, judgeValue } from '@/lib/utilities/logo/svg-value-rules';

/** A drawing in our own writing, or one line that says what is wrong with it: «has a script in line 3». */
export type SvgReading =
  | { kind: 'read'; content: Buffer; leftOut: string[] }
  | { kind: 'refused'; fault: string };

const XHTML = 'http://www.w3.org/1999/xhtml';
const XLINK = 'http://www.w3.org/1999/xlink';
const XMLNS = 'http://www.w3.org/2000/xmlns/';
const XML = 'http://www.w3.org/XML/1998/namespace';

/** Left out without a word: every drawing has them, and none is changed by it. */
const UNTOLD = new Set(['version', 'baseProfile', 'xml:space']);

const DEEPEST = 50;
const MOST_DRAWN = 10_000;

class Refused extends Error {}

/**
 * Reads a logo strictly and writes it anew from an allow-list: what stands in the result was understood
 * here. What runs, moves, loads or links is refused, in whatever element it stands, since a logo
 * without it may be another; comments, an editor's notes and what is not known are left out.
 *
 * The result read again gives the same bytes.
 */
export function readSvg(content: Buffer): SvgReading {
  try {
    const { text, leftOut } = new SvgReader().read(decoded(content));
    return { kind: 'read', content: Buffer.from(text), leftOut };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { kind: 'refused', fault: error.message };
  }
}

function decoded(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new Refused('must be in UTF-8');
  }
}

class SvgReader {
  private readonly parser = new SaxesParser({ xmlns: true });
  private readonly leftOut = new Set<string>();
  private readonly open: SvgElement[] = [];
  private root: SvgElement | null = null;
  /** How deep inside of an element that is left out. */
  private leaving = 0;
  private draws = false;

  read(text: string): { text: string; leftOut: string[] } {
    const { parser } = this;
    parser.on('error', ({ message }) => {
      this.refuse(`is not well-formed in line ${parser.line}: ${plain(message)}`);
    });
    parser.on('xmldecl', ({ encoding }) => {
      if (encoding && !/^(utf-8|us-ascii)$/i.test(encoding)) this.refuse('must be in UTF-8');
    });
    parser.on('doctype', (doctype) => {
      // That of SVG 1.1 only names its standard; readers fetch nothing.
      if (doctype.includes('[')) this.refuseHere('has declarations of its own', SAVE_PLAIN);
    });
    parser.on('processinginstruction', ({ target }) => {
      if (/^xml-stylesheet$/i.test(target)) this.refuseHere('loads a style sheet');
    });
    parser.on('opentag', (tag) => this.begin(tag));
    parser.on('closetag', () => this.end());
    for (const event of ['text', 'cdata'] as const) parser.on(event, (piece) => this.take(piece));
    parser.write(text).close();
    const { root } = this;
    if (!root) return this.refuse('must be a PNG or SVG image');
    if (!this.draws) this.refuse('has nothing to draw');
    if (drawnElements(root) > MOST_DRAWN) {
      this.refuse('refers to its own elements so often, or in circles, that it cannot be drawn');
    }
    return { text: `${writeSvg(root)}\n`, leftOut: [...this.leftOut] };
  }

  private begin(tag: SaxesTagNS): void {
    const { local: name, uri } = tag;
    if (!this.root && name !== 'svg') this.refuse('must be a PNG or SVG image');
    if (!this.root && uri !== SVG) this.refuse(`must say xmlns="${SVG}" in its <svg>`);
    const why = REFUSED_ELEMENTS[name];
    if (why && (uri === SVG || uri === XHTML || name === 'script')) {
      this.refuseHere(`has <${name}>`, why);
    }
    for (const { local, prefix } of Object.values(tag.attributes)) {
      if (!prefix && /^on/i.test(local)) {
        this.refuseHere(`has an event handler, ${local},`, 'a logo must not run anything');
      }
    }
    if (this.leaving > 0 || uri !== SVG || !ALLOWED_ELEMENTS.has(name)) {
      if (this.leaving === 0) this.leave(`<${tag.name}>`);
      this.leaving += 1;
      return;
    }
    if (this.open.length >= DEEPEST) this.refuseHere('is too deep');
    this.draws ||= DRAWING_ELEMENTS.has(name);
    const element: SvgElement = { name, attributes: this.attributesOf(tag), children: [] };
    this.open.at(-1)?.children.push(element);
    this.open.push(element);
    this.root ??= asRoot(element) ?? this.refuse(NO_SIZE);
  }

  private end(): void {
    if (this.leaving > 0) {
      this.leaving -= 1;
      return;
    }
    const element = this.open.pop();
    if (element?.name !== 'style') return;
    const cleaned = cleanStylesheet(element.children.join(''));
    if (cleaned.kind === 'external') this.refuseExternal(cleaned.what);
    for (const name of cleaned.leftOut) this.leave(name);
    element.attributes = [];
    element.children = cleaned.text ? [cleaned.text] : [];
  }

  private take(piece: string): void {
    const element = this.open.at(-1);
    if (this.leaving > 0 || !element) return;
    if (TEXT_ELEMENTS.has(element.name) || element.name === 'style') element.children.push(piece);
  }

  private attributesOf(tag: SaxesTagNS): [string, string][] {
    const kept = new Map<string, string>();
    for (const { uri, local, name, value } of Object.values(tag.attributes)) {
      if (uri === XMLNS) continue;
      const cleaned = this.cleanAttribute(tag.local, uri, local, value);
      // `href` beside `xlink:href`: the first one counts, whichever that is.
      if (cleaned !== null && !kept.has(local)) kept.set(local, cleaned);
      if (cleaned === null && !UNTOLD.has(name)) this.leave(name);
    }
    const space = kept.get('space');
    kept.delete('space');
    return [...kept, ...(space ? [['xml:space', space] as [string, string]] : [])];
  }

  /** @returns the attribute's value, or null where it is left out */
  private cleanAttribute(
    element: string,
    namespace: string,
    name: string,
    value: string,
  ): string | null {
    if (name === 'href' && (namespace === '' || namespace === XLINK)) {
      if (!isOwnElement(value)) this.refuseExternal('href');
      return REFERRING_ELEMENTS.has(element) && isClearReference(value) ? value.trim() : null;
    }
    if (name === 'space' && namespace === XML) return value === 'preserve' ? value : null;
    if (namespace !== '') return null;
    if (name === 'style') {
      const cleaned = cleanDeclarations(value);
      if (cleaned.kind === 'external') return this.refuseExternal(cleaned.what);
      for (const name of cleaned.leftOut) this.leave(name);
      return cleaned.text || null;
    }
    if (name === 'id') return isOwnElement(`#${value}`) ? value : null;
    if (name === 'class') return /^[\p{L}\p{M}\p{N}\s_-]+$/u.test(value) ? value : null;
    const judged = judgeValue(name, value);
    if (judged === 'external') this.refuseExternal(name);
    return ALLOWED_ATTRIBUTES.has(name) && judged === 'safe' ? value : null;
  }

  /** Names of the file go to a terminal: nothing in them may steer it. */
  private leave(name: string): void {
    this.leftOut.add(name.slice(0, 40).replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S}]/gu, '?'));
  }

  private refuseExternal(what: string): never {
    return this.refuseHere(
      `loads something from elsewhere by ${what}`,
      'it must be whole by itself',
    );
  }

  private refuseHere(what: string, why?: string): never {
    const where = `${what} in line ${this.parser.line}`;
    return this.refuse(why ? `${where}: ${why}` : where);
  }

  private refuse(fault: string): never {
    throw new Refused(fault);
  }
}

const SAVE_PLAIN = 'save it as plain SVG, without what only an editor reads';
const NO_SIZE = 'must have a viewBox, or a width and a height without a unit or in px';

/** The parser puts line and column before what is wrong, and may quote the file behind it. */
function plain(message: string): string {
  return message
    .replace(/^\d+:\d+: /, '')
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 120);
}
