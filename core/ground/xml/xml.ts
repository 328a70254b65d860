import type { XmlNotes } from './characters.ts';
import { XmlDecoder } from './decode.ts';
import { type XmlElement, type XmlOptions, XmlTreeBuilder } from './tree.ts';
import { readUsual } from './usual-tree.ts';

export { type XmlAttribute, type XmlElement, XmlError, type XmlOptions } from './tree.ts';

/** One document, and counts of what it had that XML does not allow. */
export interface XmlDocument {
  readonly root: XmlElement;
  readonly notes: XmlNotes;
}

/**
 * Reads one document from pieces of its bytes, cut anywhere. Everything from outside is read through it or
 * `readXml`.
 */
export class XmlReader {
  readonly #decoder = new XmlDecoder();
  readonly #builder: XmlTreeBuilder;

  constructor(options: XmlOptions = {}) {
    this.#builder = new XmlTreeBuilder(options);
  }

  /** Takes the next piece. Throws an `XmlError`. */
  write(piece: Uint8Array): void {
    this.#builder.write(this.#decoder.write(piece, false));
  }

  /** The document. Throws an `XmlError` when it is empty or not finished. */
  end(): XmlDocument {
    this.#builder.write(this.#decoder.write(new Uint8Array(), true));
    const root = this.#builder.end();
    return { root, notes: { ...this.#builder.notes, undecodable: this.#decoder.undecodable } };
  }
}

/** Reads one whole document. Takes its bytes or text; returns its root and notes; throws an `XmlError`. */
export function readXml(input: Uint8Array | string, options: XmlOptions = {}): XmlDocument {
  const decoder = new XmlDecoder();
  // A text in memory may hold halves of surrogate pairs; no bytes decode to one.
  const text = typeof input === 'string' ? input.toWellFormed() : decoder.write(input, true);
  const usual = readUsual(text);
  if (usual !== null) {
    return { root: usual, notes: { kept: 0, replaced: 0, undecodable: decoder.undecodable } };
  }
  const builder = new XmlTreeBuilder(options);
  builder.write(text);
  const root = builder.end();
  return { root, notes: { ...builder.notes, undecodable: decoder.undecodable } };
}

/** The root of one whole document. Takes its bytes or text; throws an `XmlError`. */
export function parseXml(input: Uint8Array | string): XmlElement {
  return readXml(input).root;
}

/**
 * The value of the first non-empty attribute with that local name in any namespace
 * (`submission-format` §3.3), or null.
 */
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

/** The direct children with that local name. */
export function childrenOf(element: XmlElement, local: string): readonly XmlElement[] {
  return element.children.filter((child) => child.local === local);
}

export function childOf(element: XmlElement, local: string): XmlElement | null {
  return element.children.find((child) => child.local === local) ?? null;
}

/** The first descendant with that local name in document order, not the element itself, or null. */
export function descendantOf(element: XmlElement, local: string): XmlElement | null {
  for (const child of element.children) {
    if (child.local === local) return child;
    const deeper = descendantOf(child, local);
    if (deeper !== null) return deeper;
  }
  return null;
}
