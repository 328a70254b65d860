/**
 * Returns the parts of a place between its spaces and tabs. Takes an answer, which need not be a place. It splits as
 * `split(/[ \t]+/)` does, without the objects of a regular expression: a table may have millions of places.
 */
export function placeParts(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (!isSpace(text.charCodeAt(at))) continue;
    parts.push(text.slice(start, at));
    while (isSpace(text.charCodeAt(at + 1))) at += 1;
    start = at + 1;
  }
  parts.push(text.slice(start));
  return parts;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
