import { cutName, LONGEST_NAME } from '../file-name.ts';

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

/** Cuts a name so that it and what is put behind it (`room` bytes) stay below what file systems take. */
export function fitName(name: string, room: number): string {
  return cutName(name, LONGEST_NAME - room);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses.
const UNSAFE = /[/\\\u0000-\u001f\u007f]/;
const UNSAFE_ON_WINDOWS = /[<>:"|?*]|[. ]$|^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** True when a text is the name of a file in a folder, however long, and nothing else: no path, no way up, no device. */
export function isSafeFileName(name: string, platform: NodeJS.Platform = process.platform): boolean {
  if (name === '' || name === '.' || name === '..' || UNSAFE.test(name)) return false;
  return platform !== 'win32' || !UNSAFE_ON_WINDOWS.test(name);
}
