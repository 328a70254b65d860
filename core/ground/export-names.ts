import { cleanName, cutName, LONGEST_NAME } from './file-name.ts';

const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/g;
const ASCII_SPACE = /[ \t\n\v\f\r]/g;

/**
 * Cleans a name as Briefcase does (`submission-format` §11): ASCII punctuation becomes `_`, ASCII white space
 * becomes a space.
 */
export function stripName(name: string): string {
  return name.replace(ASCII_PUNCTUATION, '_').replace(ASCII_SPACE, ' ');
}

/**
 * The name without its last extension: `a.b.csv` gives `a.b`. A name whose only dot is its first character
 * stays whole.
 */
export function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/**
 * Longest name of an exported file. Excel cannot open a path longer than 218, and the folder needs part of
 * that.
 */
const LONGEST = 120;
/** Length of the number that `numberedPlan` may add to a name that is taken: ` (999)`. */
const NUMBER = 6;
/**
 * Longest beginning of a form's file names. With the longest ending of any file except a repeat's, the name
 * stays below `LONGEST`.
 */
const LONGEST_BASE = { units: 95, bytes: 155 };
/** Length of a repeat's name when there is no room for all of it. */
const SHORT_REPEAT = { units: 40, bytes: 80 };
const CSV = '.csv';

/**
 * A name for an exported file that every system accepts: not a device, without characters that some system
 * refuses, not too long.
 */
export function exportedName(name: string): string {
  return cutName(cleanName(name), LONGEST_NAME, LONGEST);
}

/** The same for a file that needs a number because its name is taken: `photo.jpg`, `photo-2.jpg` … */
export function numberedName(name: string, number: number): string {
  if (number === 1) return exportedName(name);
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  return exportedName(`${stem}-${number}${extension}`);
}

/** Cuts the beginning of a form's file names. Leaves room for `room` bytes behind it. */
export function fitBase(name: string, room = 0): string {
  const { bytes, units } = LONGEST_BASE;
  return cutName(name, bytes - room, units - room);
}

/**
 * The beginning of a form's file names, changed so that every system accepts it and none reads it as a
 * device: `CON` gives `_CON`.
 */
export function plainBase(base: string): string {
  const plain = cleanName(`${base}${CSV}`).slice(0, -CSV.length);
  // Every system accepts a space at the beginning, and Briefcase writes it.
  return base.startsWith(' ') ? base.replace(/[^ ].*/s, (rest) => plainBase(rest)) : plain;
}

/** The name of a table beside the main one: `<base><behind>.csv`. Cuts both parts if the name is too long. */
export function fileBeside(base: string, behind: string, number = '', extension = CSV): string {
  const whole = `${base}${behind}${number}${extension}`;
  const [bytes, units] = [LONGEST_NAME - NUMBER, LONGEST - NUMBER];
  if (Buffer.byteLength(whole) <= bytes && whole.length <= units) return whole;
  const short = `${cutName(behind, SHORT_REPEAT.bytes, SHORT_REPEAT.units)}${number}${extension}`;
  return `${cutName(base, bytes - Buffer.byteLength(short), units - short.length)}${short}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses.
const UNSAFE = /[/\\\u0000-\u001f\u007f]/;

/**
 * True when a text is only the name of a file in a folder, of any length: not a path, not a way up.
 * `exportedName` changes the characters of such a name that some system refuses.
 */
export function isSafeFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !UNSAFE.test(name);
}
