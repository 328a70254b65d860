import { isXmlCharacter } from './characters.ts';

/**
 * The parser refuses characters that XML forbids. So that one such character does not cost the whole
 * document, a stand-in hides it from the parser, and is replaced by the character in the parser's output. A
 * stand-in is two private-use characters: a mark (the last private-use character, which no program writes)
 * and one that shows what is hidden. If a document has the mark itself, a stand-in hides that, too. Nothing
 * is hidden from the checks for hostile documents.
 */
const MARK = '\u{10fffd}';
/** The mark itself. */
const ITSELF = '\ue0aa';
/** The `&` of a reference to a character that XML forbids, such as `&#55357;`. */
const AMPERSAND = '\ue026';
/** A forbidden character: U+E000 plus its low byte. */
const MOVED = 0xe000;

/** The characters that XML forbids, except halves of surrogate pairs, and their stand-ins. */
const RAW: readonly (readonly [character: string, standIn: string])[] = [
  ...Array.from({ length: 0x20 }, (_, code) => code),
  0xfffe,
  0xffff,
]
  .filter((code) => !isXmlCharacter(code))
  .map((code) => [String.fromCharCode(code), MARK + String.fromCharCode(MOVED + (code & 0xff))]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids.
const RAW_ODD = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\udbff\udffd/;
/**
 * Matches every odd reference, and few others. This check is quick; many clients write every letter as a
 * reference.
 */
const MAY_BE_ODD =
  /&#(?:x0*(?:1?[0-9a-f];|d[89a-f]|fff[ef];|[1-9a-f][0-9a-f]{5})|0*(?:[12]?[0-9];|3[01];|5[5-7][0-9]{3};|6553|[1-9][0-9]{6}))/i;
const REFERENCE = /&#(?:x([0-9a-f]+)|([0-9]+));/gi;

/**
 * A document's text with its odd characters hidden from the parser. A text without any is returned as it is.
 */
export function hideOdd(text: string): string {
  const hidden = RAW_ODD.test(text) ? hideRaw(text) : text;
  if (!MAY_BE_ODD.test(hidden)) return hidden;
  return hidden.replace(REFERENCE, (whole, hex: string | undefined, decimal: string | undefined) => {
    const code = codeOf(hex, decimal);
    return isXmlCharacter(code) && code !== MARK.codePointAt(0) ? whole : MARK + AMPERSAND + whole.slice(1);
  });
}

function hideRaw(text: string): string {
  let hidden = text.replaceAll(MARK, MARK + ITSELF);
  for (const [character, standIn] of RAW) hidden = hidden.replaceAll(character, standIn);
  return hidden;
}

export function hasStandIns(text: string): boolean {
  return text.includes(MARK);
}

/**
 * The text of an element or attribute with its hidden characters back. Two halves of a surrogate pair side by
 * side become one character. A reference beyond Unicode gives U+FFFD and calls `onBeyond`.
 */
export function revealText(text: string, onBeyond: () => void): string {
  return reveal(text, (hidden) => {
    const [whole, hex, decimal] = HIDDEN_REFERENCE.exec(hidden) ?? [AMPERSAND];
    const code = codeOf(hex, decimal);
    if (code > 0x10ffff) onBeyond();
    // Half of a pair is a code point as well.
    return (code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code)) + hidden.slice(whole.length);
  });
}

const HIDDEN_REFERENCE = new RegExp(`^${AMPERSAND}#(?:x([0-9a-f]+)|([0-9]+));`, 'i');

/**
 * The text exactly as in the document, with references as they were written. For CDATA, and for pieces cut
 * out of a document.
 */
export function revealMarkup(text: string): string {
  return reveal(text, (hidden) => `&${hidden.slice(1)}`);
}

/**
 * Replaces the stand-ins in a text. `reference` takes the text of a hidden reference, from behind its mark up
 * to the next mark, and returns its replacement.
 */
function reveal(text: string, reference: (hidden: string) => string): string {
  const [first = '', ...hidden] = text.split(MARK);
  const shown = hidden.map((piece) => {
    const sign = piece[0] ?? '';
    if (sign === AMPERSAND) return reference(piece);
    return (sign === ITSELF ? MARK : (CHARACTERS.get(sign) ?? '')) + piece.slice(1);
  });
  return first + shown.join('');
}

const CHARACTERS = new Map(RAW.map(([character, standIn]) => [standIn.slice(MARK.length), character]));

function codeOf(hex: string | undefined, decimal: string | undefined): number {
  return hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
}

/**
 * Returns where a piece of a document may be cut before it goes to `hideOdd`: before a possible beginning of
 * a reference, or before half of a surrogate pair. Nobody writes references longer than 40 characters.
 */
export function safeEnd(piece: string): number {
  const from = Math.max(0, piece.length - 40);
  const open = piece.slice(from).lastIndexOf('&');
  if (open >= 0 && /^&(?:#(?:x[0-9a-f]*|[0-9]*)?)?$/i.test(piece.slice(from + open))) return from + open;
  const last = piece.charCodeAt(piece.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? piece.length - 1 : piece.length;
}

/**
 * Returns where the U+0000, U+001A and white space at the end of a text begin, or the text's length if the
 * end has no U+0000 or U+001A.
 */
export function zerosAt(text: string): number {
  let zeros = text.length;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const code = text.charCodeAt(at);
    if (code === 0 || code === 0x1a) zeros = at;
    else if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) break;
  }
  return zeros;
}
