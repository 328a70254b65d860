/** Returns the start of a text that fits, without half of a character. Takes the most bytes of UTF-8. */
export function startOf(text: string, most: number): string {
  // No UTF-16 unit has more than three bytes.
  if (text.length * 3 <= most || Buffer.byteLength(text) <= most) return text;
  const bytes = Buffer.from(text);
  let end = most;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

const ELLIPSIS = '…';

/** Returns a label on one line that fits. A label that was cut ends in `…`. Takes the most bytes. */
export function labelOf(text: string, most: number): string {
  const line = text.replaceAll('\0', '').replace(/\s+/g, ' ').trim();
  if (Buffer.byteLength(line) <= most) return line;
  return `${startOf(line, most - Buffer.byteLength(ELLIPSIS)).trimEnd()}${ELLIPSIS}`;
}

/** Wraps a text at spaces into lines of at most `most` bytes. Words that are too long are cut. */
export function wrapped(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (Buffer.byteLength(longer) <= most) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    let rest = word;
    while (Buffer.byteLength(rest) > most) {
      const start = startOf(rest, most);
      lines.push(start);
      rest = rest.slice(start.length);
    }
    line = rest;
  }
  return [...lines, line];
}
