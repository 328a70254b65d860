/** Writes a number of at most 53 bits with 7 bits a byte, the highest first. Returns where it ends. */
export function writeVarint(bytes: Uint8Array, at: number, number: number): number {
  if (number < 0x80) {
    bytes[at] = number;
    return at + 1;
  }
  const end = at + varintLength(number);
  let rest = number;
  for (let i = end - 1; i >= at; i -= 1) {
    bytes[i] = (rest % 0x80) | (i === end - 1 ? 0 : 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return end;
}

/** Returns how many bytes `writeVarint` needs. */
export function varintLength(number: number): number {
  let length = 1;
  for (let rest = number; rest >= 0x80; rest = Math.floor(rest / 0x80)) length += 1;
  return length;
}
