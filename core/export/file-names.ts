const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/g;
const ASCII_SPACE = /[ \t\n\v\f\r]/g;

/** Briefcase's cleaning of names (`odk-format` C): ASCII punctuation becomes `_`, ASCII white space a space. */
export function stripName(name: string): string {
  return name.replace(ASCII_PUNCTUATION, '_').replace(ASCII_SPACE, ' ');
}

/** The name without its last extension: `a.b.csv` gives `a.b`. A name that only begins with a dot is kept whole. */
export function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** Longest file name that every common file system takes, in bytes of UTF-8. */
const LONGEST = 255;

/** Cuts a name at a character so that it and what is put behind it stay below what file systems take. */
export function fitName(name: string, room: number): string {
  let bytes = 0;
  let fitting = '';
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST - room) return fitting;
    fitting += character;
  }
  return fitting;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses.
const UNSAFE = /[/\\\u0000-\u001f\u007f]/;
const UNSAFE_ON_WINDOWS = /[<>:"|?*]|[. ]$|^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** True when a text is the name of a file in a folder, and nothing else: no path, no way up, no device. */
export function isSafeFileName(name: string, platform: NodeJS.Platform = process.platform): boolean {
  if (name === '' || name === '.' || name === '..' || UNSAFE.test(name)) return false;
  if (Buffer.byteLength(name) > LONGEST) return false;
  return platform !== 'win32' || !UNSAFE_ON_WINDOWS.test(name);
}

/** How file systems that ignore case and accents' spelling see a name. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
