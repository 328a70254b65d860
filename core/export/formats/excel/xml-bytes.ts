/** What a character of ASCII means for the fast way through a text. */
const PLAIN = 1;
const SPACE = 2;
const UNDERSCORE = 3;

/** Everything else has to be escaped, or is no ASCII. */
const CLASSES = new Uint8Array(128).fill(PLAIN, 0x21, 0x7f);
for (const character of '&<>') CLASSES[character.charCodeAt(0)] = 0;
CLASSES[0x20] = SPACE;
CLASSES[0x5f] = UNDERSCORE;
const SMALL_X = 0x78;
const ZERO = 0x30;

/** The bytes of XML that are made at a time; a piece has some more when a long text ends it. */
const PIECE = 256 * 1024;

/** Collects the bytes of an XML document, because the strings of a large one would cost most of its time. */
export class XmlBytes {
  #bytes = Buffer.allocUnsafe(PIECE);
  /** The bytes of the piece before. */
  #other = Buffer.allocUnsafe(PIECE);
  #end = 0;

  /** The bytes of the piece so far. */
  get length(): number {
    return this.#end;
  }

  /** Forgets what was added since the piece had this length. */
  cutTo(length: number): void {
    this.#end = length;
  }

  /** Says whether there is enough for a piece. */
  get isFull(): boolean {
    return this.#end >= PIECE - PIECE / 8;
  }

  /** Returns the bytes so far, and starts the next piece. The piece is whole until the next one is taken. */
  take(): Buffer {
    const piece = this.#bytes.subarray(0, this.#end);
    [this.#bytes, this.#other] = [this.#other, this.#bytes];
    this.#end = 0;
    return piece;
  }

  /** Adds what is XML already. */
  add(xml: Uint8Array): void {
    const { length } = xml;
    this.#make(length);
    const bytes = this.#bytes;
    const end = this.#end;
    for (let i = 0; i < length; i += 1) bytes[end + i] = xml[i] as number;
    this.#end = end + length;
  }

  /** Adds XML of any length that is a string. */
  addXml(xml: string): void {
    this.#make(3 * xml.length);
    this.#end += this.#bytes.write(xml, this.#end);
  }

  /**
   * Adds a text if it is the same in XML, and neither begins nor ends with a space nor has two of them. Returns
   * false, and adds nothing, when it is not, or when that takes longer to see.
   */
  addPlain(text: string): boolean {
    const { length } = text;
    this.#make(length);
    const bytes = this.#bytes;
    let end = this.#end;
    // As if a space were before the text.
    let before = SPACE;
    for (let i = 0; i < length; i += 1) {
      const code = text.charCodeAt(i);
      const now = code < 128 ? (CLASSES[code] as number) : 0;
      if (now === 0 || (now === SPACE && before === SPACE)) return false;
      // What looks like an escaped character has to be escaped.
      if (now === UNDERSCORE && text.charCodeAt(i + 1) === SMALL_X) return false;
      bytes[end] = code;
      end += 1;
      before = now;
    }
    if (before === SPACE && length > 0) return false;
    this.#end = end;
    return true;
  }

  /** Adds a number as JavaScript writes it, which is the shortest text that means it. */
  addNumber(number: number): void {
    if (number !== (number | 0) || number < 0) {
      this.addXml(String(number));
      return;
    }
    let digits = 1;
    for (let rest = number; rest > 9; rest = (rest / 10) | 0) digits += 1;
    this.#make(digits);
    let rest = number;
    for (let at = this.#end + digits - 1; at >= this.#end; at -= 1) {
      const next = (rest / 10) | 0;
      this.#bytes[at] = ZERO + rest - 10 * next;
      rest = next;
    }
    this.#end += digits;
  }

  #make(room: number): void {
    if (this.#end + room <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#end + room));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }
}
