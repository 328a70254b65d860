import { trimXml } from '../ground/xml/xml.ts';
import type { FetchedPart } from '../model/fetched.ts';

/**
 * Whether a name could lead out of its folder: a path, a drive or a parent. The name is then never looked up.
 */
export function isTraversal(name: string): boolean {
  return /[/\\\0]/.test(name) || name === '.' || name === '..' || /^[A-Za-z]:/.test(name);
}

/**
 * The part that a file name of a manifest means; null when there is none. Tries the exact name; then the name
 * without spaces at its ends; then the same name in another Unicode form; then the ways in which servers
 * rename files. These are Django's clean-up of odd characters, and a random suffix of seven characters before
 * an extension (`submission.xml_ED6i4G8.enc`, `submission_s6RaNTC.xml.enc`). A match that is not exact counts
 * only when it is the only one.
 */
export function findPart(parts: readonly FetchedPart[], name: string): FetchedPart | null {
  const exact = parts.find((part) => part.name === name);
  if (exact !== undefined) return exact;
  for (const same of [sameTrimmed, sameUnicode, sameCleaned, sameButSuffix]) {
    const found = parts.filter((part) => same(part.name, name));
    if (found.length === 1 && found[0] !== undefined) return found[0];
  }
  return null;
}

/**
 * The parts that the file names of a manifest mean, in the order of the names; null where there is none. When
 * only one name has no part, and only one encrypted part with the same extension has no name, they belong
 * together (`server-apis` §4.5; Django cuts long names).
 */
export function matchParts(
  parts: readonly FetchedPart[],
  names: readonly string[],
): readonly (FetchedPart | null)[] {
  const times = new Map<string, number>();
  const found = names.map((name) => {
    // When a name is listed twice and two files came, each place gets its own file.
    const nth = times.get(name) ?? 0;
    times.set(name, nth + 1);
    return parts.filter((part) => part.name === name)[nth] ?? findPart(parts, name);
  });
  const lost = found.flatMap((part, i) => (part === null ? [i] : []));
  const [only] = lost;
  if (only === undefined || lost.length > 1) return found;
  const kind = kindOf(names[only] ?? '');
  // A further file with the name of a found part belongs to the same name as that part.
  const taken = new Set(found.map((part) => part?.name));
  const left = parts.filter(
    (part) => !taken.has(part.name) && part.content !== null && kindOf(part.name) === kind,
  );
  return left.length === 1 && left[0] !== undefined && kind !== null ? found.with(only, left[0]) : found;
}

/** Whether a server that renames files may list a file as `listed` that the client named `wanted`. */
export function mayMean(listed: string, wanted: string): boolean {
  return [sameTrimmed, sameUnicode, sameCleaned, sameButSuffix].some((same) => same(listed, wanted));
}

/** The extensions of an encrypted file, such as `.jpg.enc`. Null for any other file, and for the answers. */
function kindOf(name: string): string | null {
  const kind = /\.[^.]+\.enc$/i.exec(name)?.[0].toLowerCase() ?? null;
  return kind === '.xml.enc' ? null : kind;
}

/** Servers, file systems and readers of a manifest may remove spaces from the ends of a name. */
function sameTrimmed(listed: string, wanted: string): boolean {
  return trimXml(listed) === trimXml(wanted);
}

function sameUnicode(listed: string, wanted: string): boolean {
  return listed.normalize('NFC') === wanted.normalize('NFC');
}

function sameCleaned(listed: string, wanted: string): boolean {
  return listed === djangoName(wanted);
}

function sameButSuffix(listed: string, wanted: string): boolean {
  const clean = djangoName(wanted);
  // Older versions of Django put the suffix before the last extension, newer ones before the first.
  return [...listed.matchAll(/_[A-Za-z0-9]{7}(?=\.)/g)].some(({ 0: suffix, index }) => {
    const original = listed.slice(0, index) + listed.slice(index + suffix.length);
    return original === wanted || original === clean;
  });
}

/**
 * The name that Django's storage makes of a file name: trimmed, spaces as `_`, then only word characters, `-`
 * and `.`.
 */
function djangoName(name: string): string {
  return name
    .trim()
    .replaceAll(' ', '_')
    .replace(/[^\p{L}\p{N}_.-]/gu, '');
}
