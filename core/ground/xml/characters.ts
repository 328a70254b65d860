/**
 * Which characters a document may hold, and what happens to those that XML forbids. ODK clients write and
 * read all of UTF-16, so forbidden characters come in answers, labels and names. The rest of the document is
 * never lost because of them.
 */

/** Counts of what a document had that XML does not allow. Documents of other programs have none. */
export interface XmlNotes {
  /** Characters that XML forbids and that every table can hold: they are kept as they were written. */
  readonly kept: number;
  /** Characters that no table can hold: U+0000 and halves of a surrogate pair. Each has become U+FFFD. */
  readonly replaced: number;
  /** U+FFFD in the place of bytes that are not text in the document's encoding. */
  readonly undecodable: number;
}

/** Whether XML 1.0 allows a character (production `Char`). Takes its code point. */
export function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return code < 0xd800 || (code > 0xdfff && code !== 0xfffe && code !== 0xffff && code <= 0x10ffff);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids.
const STORABLE = /[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** The number of characters that XML forbids but every table can hold. */
export function countForbidden(text: string): number {
  return text.match(STORABLE)?.length ?? 0;
}

/** U+0000 and, because of the flag `u`, only those halves of surrogate pairs that are alone. */
const UNSTORABLE = /[\0\ud800-\udfff]/gu;

/** The number of characters that no table can hold. */
export function countUnstorable(text: string): number {
  return text.match(UNSTORABLE)?.length ?? 0;
}

/**
 * Makes a text that SQLite, JSON and CSV can hold. SQLite ends a text at U+0000, and half of a surrogate pair
 * has no UTF-8, so each of these becomes U+FFFD. The length stays the same.
 */
export function storable(text: string): string {
  return text.replace(UNSTORABLE, '\ufffd');
}

/**
 * The bytes that Collect makes of a text, and which it signs and derives keys from: UTF-8, with `?` for half
 * of a surrogate pair, as Java writes it.
 */
export function clientBytes(text: string): Buffer {
  return Buffer.from(text.isWellFormed() ? text : text.replace(/[\ud800-\udfff]/gu, '?'), 'utf8');
}
