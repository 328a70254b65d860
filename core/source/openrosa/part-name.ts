/** In UTF-16 units. Windows and macOS take 255, which is up to 765 bytes. */
const LONGEST = 1024;

/** A file name from a server as it may be used: `safe` is false when the name was not a plain file name. */
export interface PartName {
  /** A base name without separators or control characters, never empty, `.` or `..`. */
  readonly name: string;
  readonly safe: boolean;
}

/**
 * Reduces a name from a server to a base name. A name with a path in it, with control characters, or longer than any
 * system ever had is told as unsafe; the reduced name then only serves to report it. One that is too long for a file
 * system is a name like any other: what lies on the disk is called otherwise.
 */
export function partName(given: string): PartName {
  const base = given.split(/[/\\]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const plain = base.replace(/[\u0000-\u001f\u007f]/g, '_');
  const usable = plain === '' || plain === '.' || plain === '..' ? 'unnamed' : plain;
  const name = usable.length > LONGEST ? Array.from(usable).slice(0, 60).join('') : usable;
  return { name, safe: name === given };
}
