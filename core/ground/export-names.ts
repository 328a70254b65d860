import { cleanName, cutName, LONGEST_NAME } from './file-name.ts';

const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/g;
const ASCII_SPACE = /[ \t\n\v\f\r]/g;

/**
 * Briefcase's cleaning of names (`submission-format` §11): ASCII punctuation becomes `_`, ASCII white space a space.
 */
export function stripName(name: string): string {
  return name.replace(ASCII_PUNCTUATION, '_').replace(ASCII_SPACE, ' ');
}

/** The name without its last extension: `a.b.csv` gives `a.b`. A name that only begins with a dot is kept whole. */
export function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** Longest name of an exported file. Excel opens nothing whose path is longer than 218, and a folder needs its part. */
const LONGEST = 120;
/** What `numberedPlan` may put behind a name that is taken: ` (999)`. */
const NUMBER = 6;
/**
 * Longest beginning of a form's file names. With the longest ending that is not a repeat's, it stays below `LONGEST`.
 */
const LONGEST_BASE = { units: 95, bytes: 155 };
/** What a repeat's name is cut to, where there is no room for all of it. */
const SHORT_REPEAT = { units: 40, bytes: 80 };
const CSV = '.csv';

/**
 * A name that an exported file gets on every system: no device, no character that some system refuses, not too long.
 */
export function exportedName(name: string): string {
  return cutName(cleanName(name), LONGEST_NAME, LONGEST);
}

/** The same for the file that gets a number because its name is taken: `photo.jpg`, `photo-2.jpg` … */
export function numberedName(name: string, number: number): string {
  if (number === 1) return exportedName(name);
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  return exportedName(`${stem}-${number}${extension}`);
}

/** Cuts what the names of a form's files begin with. Leaves room for `room` bytes that are put behind it. */
export function fitBase(name: string, room = 0): string {
  const { bytes, units } = LONGEST_BASE;
  return cutName(name, bytes - room, units - room);
}

/** What the names of a form's files begin with, as every system takes it and no device: `CON` gives `_CON`. */
export function plainBase(base: string): string {
  const plain = cleanName(`${base}${CSV}`).slice(0, -CSV.length);
  // A space at the beginning is taken everywhere, and Briefcase writes it.
  return base.startsWith(' ') ? base.replace(/[^ ].*/s, (rest) => plainBase(rest)) : plain;
}

/** The name of a table beside the main one: `<base><behind>.csv`, of which both are cut where it is too long. */
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
 * True when a text is the name of a file in a folder, however long, and nothing else: no path, no way up. What some
 * system does not take of such a name is changed by `exportedName`.
 */
export function isSafeFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !UNSAFE.test(name);
}
