import { isUtf8 } from 'node:buffer';
import { decodeWindows1252, isWindows1252 } from './windows-1252.ts';

/**
 * Turns a document's bytes into text. The encoding is the first of these that is known: that of its byte
 * order mark, UTF-16 if its first two bytes show it, the declared one, UTF-8. If a document declares an
 * encoding with one byte per character but is valid UTF-8, it is read as UTF-8: some program in transit
 * changed the bytes and left the declaration. Collect reads every document as UTF-8. An unknown encoding is
 * read as UTF-8. Bytes that are not text become U+FFFD and are counted.
 */
export class XmlDecoder {
  #label: string | null = null;
  #decoder: InstanceType<typeof TextDecoder> | null = null;
  /** The first bytes of a UTF-8 character that continues in the next piece. */
  #held: Uint8Array = new Uint8Array();
  #isStarted = false;
  #undecodable = 0;

  /** The number of U+FFFD written in place of bytes that are not text. */
  get undecodable(): number {
    return this.#undecodable;
  }

  /**
   * Returns the text of the next piece, without the document's mark. `isLast` means that no piece follows.
   */
  write(piece: Uint8Array, isLast: boolean): string {
    this.#label ??= encodingOf(piece);
    const text = this.#label === 'utf-8' ? this.#utf8(piece, isLast) : this.#other(piece, this.#label);
    if (this.#isStarted || text === '') return text;
    this.#isStarted = true;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  #utf8(piece: Uint8Array, isLast: boolean): string {
    const bytes = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    const end = isLast ? bytes.length : wholeEnd(bytes);
    // A copy, because the caller may use the memory of a piece again.
    this.#held = Uint8Array.from(bytes.subarray(end));
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, end);
    const text = whole.toString('utf8');
    if (!isUtf8(whole))
      this.#undecodable += countIn(text, '\ufffd') - countIn(whole.toString('latin1'), REPLACEMENT);
    return text;
  }

  /** Drops half a character at the very end: the zeros behind a UTF-16 document may be odd in number. */
  #other(piece: Uint8Array, label: string): string {
    if (label === 'windows-1252') return decodeWindows1252(piece);
    this.#decoder ??= new TextDecoder(label, { ignoreBOM: true });
    const text = this.#decoder.decode(piece, { stream: true });
    this.#undecodable += countIn(text, '\ufffd');
    return text;
  }
}

/** Text of a whole document's bytes, as `XmlDecoder` reads them. */
export function decodeXml(bytes: Uint8Array): string {
  return new XmlDecoder().write(bytes, true);
}

/** U+FFFD in UTF-8, each byte as a character. */
const REPLACEMENT = '\u00ef\u00bf\u00bd';
const DECLARED = /^\s*<\?xml\s[^<>]*?\sencoding\s*=\s*(["'])\s*([\w.:-]+)\s*\1/;
const ONE_BYTE = /^(?:ibm866$|iso-8859-|koi8-|macintosh$|windows-|x-mac-)/;
/** The number of bytes in which a declaration is searched for. */
const HEAD = 512;

/** The label of a document's encoding. Takes the document's beginning, or all of it. */
export function encodingOf(bytes: Uint8Array): string {
  const [first = 0, second = 0] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // A document begins with `<` or white space; no other encoding writes a zero there.
  if (first !== 0 && bytes.length > 1 && second === 0) return 'utf-16le';
  if (first === 0 && second !== 0) return 'utf-16be';
  const declared = DECLARED.exec(Buffer.from(bytes.subarray(0, HEAD)).toString('latin1'))?.[2];
  const label = declared === undefined ? 'utf-8' : knownLabel(declared);
  if (!ONE_BYTE.test(label)) return label;
  const whole = bytes.subarray(0, wholeEnd(bytes));
  return isUtf8(whole) && whole.some((byte) => byte > 0x7f) ? 'utf-8' : label;
}

/**
 * The standard name of an encoding. A document whose declaration can be read byte by byte is not UTF-16, even
 * if it declares that.
 */
function knownLabel(declared: string): string {
  if (isWindows1252(declared)) return 'windows-1252';
  try {
    const label = new TextDecoder(declared).encoding;
    return label.startsWith('utf-16') ? 'utf-8' : label;
  } catch {
    return 'utf-8';
  }
}

/** Where the last whole character of UTF-8 ends. */
function wholeEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needs > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function countIn(text: string, what: string): number {
  return text.split(what).length - 1;
}
