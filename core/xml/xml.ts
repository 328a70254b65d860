import { SaxesParser, type SaxesTagNS } from 'saxes';

export interface XmlAttribute {
  readonly local: string;
  readonly ns: string;
  readonly value: string;
}

/** One element. `text` is its own text, CDATA and character references included, without that of its children. */
export interface XmlElement {
  /** How many characters of the parent's `text` stand before it: the order of mixed text and elements. */
  readonly at: number;
  readonly local: string;
  readonly ns: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  readonly text: string;
}

export type XmlFault = 'empty' | 'malformed' | 'doctype' | 'too deep' | 'too large' | 'encoding';

/** Why a document was refused. The text names a place, never a piece of the document. */
export class XmlError extends Error {
  readonly fault: XmlFault;

  constructor(fault: XmlFault, line?: number) {
    super(line === undefined ? fault : `${fault}, line ${line}`);
    this.name = 'XmlError';
    this.fault = fault;
  }

  /** True for what no honest client writes. */
  get hostile(): boolean {
    return this.fault === 'doctype' || this.fault === 'too deep';
  }
}

interface Growing {
  at: number;
  local: string;
  ns: string;
  attributes: XmlAttribute[];
  children: Growing[];
  text: string;
}

const MAX_DEPTH = 200;
const MAX_ELEMENTS = 5_000_000;

/**
 * Builds the tree of one document from pieces of its text. Namespace-aware; DOCTYPE (so every entity trick),
 * more than 200 levels and more than 5,000,000 elements are refused with an `XmlError`.
 */
export class XmlTreeBuilder {
  readonly #parser = new SaxesParser({ xmlns: true, position: true });
  readonly #stack: Growing[] = [];
  #root: Growing | undefined;
  #elements = 0;

  constructor() {
    const parser = this.#parser;
    parser.on('error', () => {
      throw new XmlError('malformed', parser.line);
    });
    parser.on('doctype', () => {
      throw new XmlError('doctype', parser.line);
    });
    parser.on('opentag', (tag) => this.#open(tag));
    parser.on('closetag', () => {
      this.#stack.pop();
    });
    const text = (piece: string) => {
      const top = this.#stack[this.#stack.length - 1];
      if (top !== undefined) top.text += piece;
    };
    parser.on('text', text);
    parser.on('cdata', text);
  }

  #open(tag: SaxesTagNS): void {
    if (this.#stack.length >= MAX_DEPTH) throw new XmlError('too deep', this.#parser.line);
    this.#elements += 1;
    if (this.#elements > MAX_ELEMENTS) throw new XmlError('too large', this.#parser.line);
    const attributes: XmlAttribute[] = [];
    for (const name in tag.attributes) {
      const attribute = tag.attributes[name];
      if (attribute === undefined || attribute.prefix === 'xmlns' || name === 'xmlns') continue;
      attributes.push({ local: attribute.local, ns: attribute.uri, value: attribute.value });
    }
    const parent = this.#stack[this.#stack.length - 1];
    const at = parent === undefined ? 0 : parent.text.length;
    const element: Growing = { at, local: tag.local, ns: tag.uri, attributes, children: [], text: '' };
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
    this.#stack.push(element);
  }

  write(piece: string): void {
    this.#parser.write(piece);
  }

  /** The root element. Throws an `XmlError` when the document is empty or not finished. */
  end(): XmlElement {
    this.#parser.close();
    if (this.#root === undefined) throw new XmlError('empty');
    return this.#root;
  }
}

/**
 * Text of an XML document's bytes: UTF-8, or UTF-16 when a byte order mark says so; the mark is removed.
 * Bytes that are not valid become U+FFFD, so that a damaged document can still be read and be reported as damaged.
 */
export function decodeXml(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

/** Parses one whole document. Takes its bytes or text; returns the root element; throws an `XmlError`. */
export function parseXml(input: Uint8Array | string): XmlElement {
  const text = typeof input === 'string' ? input : decodeXml(input);
  if (text.trim() === '') throw new XmlError('empty');
  const builder = new XmlTreeBuilder();
  builder.write(text);
  return builder.end();
}

/** The value of the first non-empty attribute of that local name, whatever its namespace (`odk-format` A3), or null. */
export function attribute(element: XmlElement, local: string): string | null {
  for (const candidate of element.attributes) {
    if (candidate.local === local && candidate.value !== '') return candidate.value;
  }
  return null;
}

/** Trims characters up to U+0020 at both ends, as Briefcase does; JavaScript's `trim` removes more. */
export function trimXml(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** The element's trimmed text; empty counts as absent (null). */
export function textOf(element: XmlElement | null | undefined): string | null {
  if (element === null || element === undefined) return null;
  const text = trimXml(element.text);
  return text === '' ? null : text;
}

/** The direct children of that local name. */
export function childrenOf(element: XmlElement, local: string): readonly XmlElement[] {
  return element.children.filter((child) => child.local === local);
}

export function childOf(element: XmlElement, local: string): XmlElement | null {
  return element.children.find((child) => child.local === local) ?? null;
}

/** The first descendant of that local name in document order, the element itself not counted, or null. */
export function descendantOf(element: XmlElement, local: string): XmlElement | null {
  for (const child of element.children) {
    if (child.local === local) return child;
    const deeper = descendantOf(child, local);
    if (deeper !== null) return deeper;
  }
  return null;
}
