import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { seenCharacters } from './seen-characters.ts';

/**
 * Longest file name that every common file system accepts, in bytes of UTF-8. Windows counts UTF-16 units,
 * and a name never has more of these than bytes.
 */
export const LONGEST_NAME = 255;

/**
 * Longest name of an attachment in the workspace. With the text that we add around it, it fits into the 143
 * bytes of eCryptfs.
 */
const LONGEST_DISK_NAME = 120;
/** A text behind a dot that is longer than this is not an extension. */
const LONGEST_EXTENSION = 16;

/**
 * Cuts a name that is longer than `most` bytes of UTF-8 or `mostUnits` units of UTF-16. Cuts between two
 * characters and keeps the extension. Adds a hash of the whole name, so that two names never become the same
 * by being cut. A name that fits stays as it is.
 */
export function cutName(name: string, most: number, mostUnits = most): string {
  if (Buffer.byteLength(name) <= most && name.length <= mostUnits) return name;
  const mark = `-${hashOf(name)}`;
  const extension = extensionOf(name);
  const room = most - Buffer.byteLength(mark) - Buffer.byteLength(extension);
  const roomUnits = mostUnits - mark.length - extension.length;
  let bytes = 0;
  let kept = '';
  for (const character of seenCharacters(name.slice(0, name.length - extension.length))) {
    bytes += Buffer.byteLength(character);
    if (bytes > room || kept.length + character.length > roomUnits) break;
    kept += character;
  }
  return `${kept.trimEnd()}${mark}${extension}`;
}

/**
 * Returns the name of a file from outside in a folder of ours: its own name if every system accepts that,
 * else one made from it with a hash. It never differs from a name in `taken` only by case or by the spelling
 * of accents, because some systems cannot tell such names apart. Adds it to `taken`. The same name always
 * gives the same result while `taken` has no name like it.
 */
export function diskName(name: string, taken: Set<string>): string {
  const cut = safeDiskName(name);
  let chosen = cut;
  for (let number = 2; taken.has(foldName(chosen)); number += 1) chosen = marked(cut, String(number));
  taken.add(foldName(chosen));
  return chosen;
}

/**
 * Returns the name itself if every system accepts it, else one made from it with a hash. Two names that differ
 * only by case stay different only by case.
 */
export function safeDiskName(name: string): string {
  const clean = cleanName(name);
  return cutName(clean === name ? name : marked(clean, hashOf(name)), LONGEST_DISK_NAME);
}

/**
 * Returns a short name of plain letters, for a file that nobody looks for by its name. The same name always
 * gives the same result, and two names never do, even on a file system that ignores case and accents.
 */
export function plainDiskName(name: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,40}(\.[a-z0-9]{1,8}){0,2}$/.test(name) && !isDeviceName(name)) return name;
  const extension = extensionOf(name).toLowerCase();
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 24);
  return `file-${hash}${/^\.[a-z0-9]+$/.test(extension) ? extension : ''}`;
}

/**
 * A name as seen by file systems that ignore case and the spelling of accents. Goes through capitals, because
 * some systems compare these: to them a word with ς equals the same word with σ.
 */
export function foldName(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** Whether the file system refused this one file: its name, or its size. Other files may still be written. */
export function isFileRefused(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REFUSALS.has(code) || (process.platform === 'win32' && code === 'ENOENT' && isNameRefused(error));
}

/**
 * Whether Windows refused a name. It reports such a name as a file that is not there, even if the file was to
 * be made.
 */
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
/**
 * Code points that Unicode never assigns. Node on Windows ends without a message at a path with the last of
 * them, U+10FFFF.
 */
const NO_CHARACTERS = /\p{Noncharacter_Code_Point}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces.
const UNSAFE = /[/\\:*?"<>|\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** Whether Windows treats a file of that name, with any extension, as a device. */
function isDeviceName(name: string): boolean {
  return RESERVED.test(name);
}

/**
 * The name with `_` in place of all that some system refuses. The result is one path segment, not a device,
 * not a stream, and has no dot or space at its end.
 */
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

/** The extension with its dot, or '' when there is none. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot <= 0 ? '' : name.slice(dot);
  return Buffer.byteLength(extension) > LONGEST_EXTENSION || extension.includes(' ') ? '' : extension;
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 8);
}
