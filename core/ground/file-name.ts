import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * Longest file name that every common file system takes, in bytes of UTF-8. Windows counts UTF-16 units, of which a name
 * never has more than bytes.
 */
export const LONGEST_NAME = 255;

/** Longest name that an attachment gets in the workspace: with what we put around it, it fits into the 143 of eCryptfs. */
const LONGEST_DISK_NAME = 120;
/** What is longer than this behind a dot is no extension. */
const LONGEST_EXTENSION = 16;

/**
 * Cuts a name that is longer than `most` bytes of UTF-8 or `mostUnits` units of UTF-16: between two characters, keeping
 * its extension, with a hash of the whole name, so that two names never become one by being cut. A shorter name stays as
 * it is.
 */
export function cutName(name: string, most: number, mostUnits = most): string {
  if (Buffer.byteLength(name) <= most && name.length <= mostUnits) return name;
  const mark = `-${hashOf(name)}`;
  const extension = extensionOf(name);
  const room = most - Buffer.byteLength(mark) - Buffer.byteLength(extension);
  const roomUnits = mostUnits - mark.length - extension.length;
  let bytes = 0;
  let kept = '';
  for (const { segment } of characters.segment(name.slice(0, name.length - extension.length))) {
    bytes += Buffer.byteLength(segment);
    if (bytes > room || kept.length + segment.length > roomUnits) break;
    kept += segment;
  }
  return `${kept.trimEnd()}${mark}${extension}`;
}

/** What readers take for one character, so that no accent and no vowel sign loses its letter. */
const characters = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * The name that a file from outside gets in a folder of ours: its own where every system takes that, else one made from
 * it with a hash. Never one that differs from a sister only by case or by the spelling of accents, because some systems
 * take the two for one. Adds it to `taken`. The same name alone always gives the same.
 */
export function diskName(name: string, taken: Set<string>): string {
  const cut = safeDiskName(name);
  let chosen = cut;
  for (let number = 2; taken.has(foldName(chosen)); number += 1) chosen = marked(cut, String(number));
  taken.add(foldName(chosen));
  return chosen;
}

/**
 * A name's own where every system takes it, else one made from it with a hash. Leaves room for so many bytes that are put
 * behind it. Two names that differ only by case still do.
 */
export function safeDiskName(name: string, room = 0): string {
  const clean = cleanName(name);
  return cutName(clean === name ? name : marked(clean, hashOf(name)), LONGEST_DISK_NAME - room);
}

/**
 * A short name of plain letters for a file that nobody looks for by its name. The same name always gives the same, and
 * no two names give one, whatever the file system does with case and accents.
 */
export function plainDiskName(name: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,40}(\.[a-z0-9]{1,8}){0,2}$/.test(name) && !isDeviceName(name)) return name;
  const extension = extensionOf(name).toLowerCase();
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 24);
  return `file-${hash}${/^\.[a-z0-9]+$/.test(extension) ? extension : ''}`;
}

/**
 * How file systems that ignore case and accents' spelling see a name. By way of capitals, because some compare these: they
 * take a word with ς for the same with σ.
 */
export function foldName(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** Whether a file could not be made for its own sake: the file system does not take its name, or no file as large. */
export function isFileRefused(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REFUSALS.has(code) || (process.platform === 'win32' && code === 'ENOENT' && isNameRefused(error));
}

/** Windows says of a name that it does not take that no such file is there, even when it is to be made. */
function isNameRefused(error: unknown): boolean {
  const { path, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  const made = dest ?? path;
  if (made === undefined || !existsSync(dirname(made))) return false;
  const name = basename(made);
  return name.length > LONGEST_NAME || cleanName(name) !== name;
}

const REFUSALS = new Set([
  'ENAMETOOLONG',
  'EINVAL',
  'EILSEQ',
  'EISDIR',
  'ELOOP',
  'EFBIG',
  'EOVERFLOW',
  'ENOTSUP',
  'EOPNOTSUPP',
]);

const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i;
/** What Unicode keeps free. Node on Windows ends, without a word, at a path with the last of them, U+10FFFF. */
const NO_CHARACTERS = /\p{Noncharacter_Code_Point}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces.
const UNSAFE = /[/\\:*?"<>|\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** Whether Windows takes a file of that name, with any extension, for a device. */
function isDeviceName(name: string): boolean {
  return RESERVED.test(name);
}

/** The name with `_` for what some system refuses: one path segment, no device, no stream, nothing at its end. */
export function cleanName(name: string): string {
  const plain = name
    .toWellFormed()
    .replace(UNSAFE, '_')
    .replace(NO_CHARACTERS, '_')
    .replace(/^ +|[. ]+$/g, '_');
  if (plain === '') return 'file';
  return isDeviceName(plain) ? `_${plain}` : plain;
}

function marked(name: string, mark: string): string {
  const extension = extensionOf(name);
  return `${name.slice(0, name.length - extension.length)}-${mark}${extension}`;
}

/** With its dot; empty when there is none. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot <= 0 ? '' : name.slice(dot);
  return Buffer.byteLength(extension) > LONGEST_EXTENSION || extension.includes(' ') ? '' : extension;
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 8);
}
