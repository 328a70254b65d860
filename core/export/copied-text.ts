/** Shorter texts are copied byte by byte, which is quicker. */
const SHORT = 64;

/**
 * Copies the UTF-8 of a text to a place where there is room for it. Returns false when the text has U+0000, which
 * databases cannot hold or take for its end: then what is there has no meaning.
 */
export function copyText(target: Buffer, place: number, bytes: Buffer, from: number, to: number): boolean {
  if (to - from >= SHORT) {
    const text = bytes.subarray(from, to);
    target.set(text, place);
    return !text.includes(0);
  }
  for (let i = from; i < to; i += 1) {
    const byte = bytes[i] as number;
    if (byte === 0) return false;
    target[place + i - from] = byte;
  }
  return true;
}

/** Returns the UTF-8 of a text with U+FFFD in place of each U+0000. */
export function withoutZeros(bytes: Buffer, from: number, to: number): Buffer {
  return Buffer.from(bytes.toString('utf8', from, to).replaceAll('\0', '\uFFFD'));
}
