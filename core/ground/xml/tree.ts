import { SaxesParser, type SaxesTagNS } from 'saxes';
import { countForbidden, countUnstorable, storable, type XmlNotes } from './characters.ts';
import { hasStandIns, hideOdd, revealMarkup, revealText, safeEnd, zerosAt } from './stand-ins.ts';

export interface XmlAttribute {
  readonly local: string;
  readonly ns: string;
  readonly value: string;
}

/** One element. `text` includes CDATA and character references, but not the text of its children. */
export interface XmlElement {
  /** How many characters of the parent's `text` come before it: the order of mixed text and elements. */
  readonly at: number;
  readonly local: string;
  readonly ns: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  readonly text: string;
}

export type XmlFault = 'empty' | 'malformed' | 'doctype' | 'too deep' | 'too large';

/** Why a document was refused. The message has a line number, never a piece of the document. */
export class XmlError extends Error {
  readonly fault: XmlFault;

  constructor(fault: XmlFault, line?: number) {
    super(line === undefined ? fault : `${fault}, line ${line}`);
    this.name = 'XmlError';
    this.fault = fault;
  }

  /** True for faults that no honest client writes. */
  get hostile(): boolean {
    return this.fault === 'doctype' || this.fault === 'too deep';
  }
}

export interface XmlOptions {
  /**
   * Keeps U+0000 and halves of surrogate pairs as they were written, instead of U+FFFD. For content that was
   * signed and is not stored.
   */
  readonly exact?: boolean;
}

interface Growing {
  at: number;
  local: string;
  ns: string;
  attributes: XmlAttribute[];
  children: Growing[];
  text: string;
}

/** No honest document is nested deeper. The deeper an element is, the longer a parser takes for it. */
export const MAX_DEPTH = 200;
export const MAX_ELEMENTS = 5_000_000;

/**
 * Makes a parser for documents of clients and servers. They write no XML 1.1, and read a declared 1.1 by the
 * rules of 1.0.
 */
export function xmlParser(): SaxesParser<{ readonly xmlns: true; readonly position: true }> {
  return new SaxesParser({ xmlns: true, position: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
}

/**
 * Builds the tree of one document from pieces of its text, with namespaces. Throws an `XmlError` for a
 * DOCTYPE (and so for every entity trick), more than 200 levels, and more than 5,000,000 elements. Accepts
 * characters that XML forbids in answers and attributes, raw and as references. Skips U+0000 behind the
 * document.
 */
export class XmlTreeBuilder {
  readonly #parser = xmlParser();
  readonly #isExact: boolean;
  readonly #stack: Growing[] = [];
  #root: Growing | undefined;
  #elements = 0;
  /** The end of the text so far that must wait for the next piece. */
  #held = '';
  #isBlank = true;
  #isOdd = false;
  #kept = 0;
  #replaced = 0;

  constructor({ exact = false }: XmlOptions = {}) {
    this.#isExact = exact;
    const parser = this.#parser;
    parser.on('error', () => {
      throw new XmlError('malformed', parser.line);
    });
    parser.on('doctype', () => {
      throw new XmlError('doctype', parser.line);
    });
    parser.on('opentag', (tag) => this.#open(tag));
    parser.on('closetag', () => {
      const element = this.#stack.pop();
      if (this.#isOdd && element !== undefined) element.text = this.#whole(element.text);
    });
    parser.on('text', (piece) => this.#take(this.#isOdd ? this.#revealed(piece) : piece));
    parser.on('cdata', (piece) => this.#take(this.#isOdd ? this.#revealed(piece, true) : piece));
  }

  /** Counts of what XML does not allow, in the part of the document read so far. */
  get notes(): Omit<XmlNotes, 'undecodable'> {
    return { kept: this.#kept, replaced: this.#replaced };
  }

  #take(piece: string): void {
    const top = this.#stack[this.#stack.length - 1];
    if (top !== undefined) top.text += piece;
  }

  #open(tag: SaxesTagNS): void {
    if (this.#stack.length >= MAX_DEPTH) throw new XmlError('too deep', this.#parser.line);
    this.#elements += 1;
    if (this.#elements > MAX_ELEMENTS) throw new XmlError('too large', this.#parser.line);
    const attributes: XmlAttribute[] = [];
    for (const name in tag.attributes) {
      const attribute = tag.attributes[name];
      if (attribute === undefined || attribute.prefix === 'xmlns' || name === 'xmlns') continue;
      const { local, uri, value } = attribute;
      attributes.push({ local, ns: this.#attributeText(uri), value: this.#attributeText(value) });
    }
    const parent = this.#stack[this.#stack.length - 1];
    const at = parent === undefined ? 0 : parent.text.length;
    const ns = this.#attributeText(tag.uri);
    const element: Growing = { at, local: tag.local, ns, attributes, children: [], text: '' };
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
    this.#stack.push(element);
  }

  #attributeText(value: string): string {
    return this.#isOdd ? this.#whole(this.#revealed(value)) : value;
  }

  #revealed(text: string, isCdata = false): string {
    if (!hasStandIns(text)) return text;
    if (isCdata) return revealMarkup(text);
    return revealText(text, () => {
      this.#replaced += 1;
    });
  }

  /** Counts the odd characters of a complete text, and replaces those that no table can hold. */
  #whole(text: string): string {
    this.#kept += countForbidden(text);
    const replaced = countUnstorable(text);
    this.#replaced += replaced;
    return replaced === 0 || this.#isExact ? text : storable(text);
  }

  write(piece: string): void {
    const text = this.#held + piece;
    const end = safeEnd(text);
    this.#held = text.slice(end);
    this.#parse(text.slice(0, end));
  }

  #parse(text: string): void {
    const zeros = zerosAt(text);
    this.#feed(text.slice(0, zeros));
    if (zeros === text.length) return;
    // A disk that lost power leaves zeros behind a file's text, and old programs leave a Ctrl-Z. Behind a
    // whole document they mean nothing.
    const isComplete = this.#root !== undefined && this.#stack.length === 0;
    if (!isComplete && !this.#isBlank) this.#feed(text.slice(zeros));
  }

  #feed(text: string): void {
    // Some server scripts leave white space before the XML declaration. It means nothing.
    const begun = this.#isBlank ? text.replace(/^[ \t\r\n\ufeff]+/, '') : text;
    this.#isBlank &&= begun === '';
    const shown = hideOdd(begun);
    this.#isOdd ||= shown !== begun;
    this.#parser.write(shown);
  }

  /** The root element. Throws an `XmlError` when the document is empty or not finished. */
  end(): XmlElement {
    this.#parse(this.#held);
    if (this.#isBlank) throw new XmlError('empty');
    this.#parser.close();
    if (this.#root === undefined) throw new XmlError('empty');
    return this.#root;
  }
}
