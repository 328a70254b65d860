import { trimXml } from '../ground/xml/xml.ts';
import type { FetchedPart } from '../model/fetched.ts';

/** Whether a name leads out of its folder, or would: a path, a drive, a parent. Such names are never looked up. */
export function isTraversal(name: string): boolean {
  return /[/\\\0]/.test(name) || name === '.' || name === '..' || /^[A-Za-z]:/.test(name);
}

/**
 * The part that a manifest's file name means. Exact name first; then without the spaces at its ends; then the same name
 * in another Unicode form; then the ways in which servers are known to rename: Django's clean-up of odd characters, and
 * a random suffix of seven characters before an extension (`submission.xml_ED6i4G8.enc`, `submission_s6RaNTC.xml.enc`).
 * A guess counts only when it is the only one.
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
 * The parts that a manifest's file names mean, in their order. What `findPart` leaves over is matched by elimination:
 * one name without a part and one encrypted part without a name, of the same extension, are each other's
 * (`server-apis` §4.5; Django cuts long names).
 */
export function matchParts(
  parts: readonly FetchedPart[],
  names: readonly string[],
): readonly (FetchedPart | null)[] {
  const times = new Map<string, number>();
  const found = names.map((name) => {
    // Where a name is listed twice and came twice, each has its own.
    const nth = times.get(name) ?? 0;
    times.set(name, nth + 1);
    return parts.filter((part) => part.name === name)[nth] ?? findPart(parts, name);
  });
  const lost = found.flatMap((part, i) => (part === null ? [i] : []));
  const [only] = lost;
  if (only === undefined || lost.length > 1) return found;
  const kind = kindOf(names[only] ?? '');
  // Another file of a name that has its part is that name's.
  const taken = new Set(found.map((part) => part?.name));
  const left = parts.filter(
    (part) => !taken.has(part.name) && part.content !== null && kindOf(part.name) === kind,
  );
  return left.length === 1 && left[0] !== undefined && kind !== null ? found.with(only, left[0]) : found;
}

/** Whether a server that renames files may have listed one as `listed` that its client called `wanted`. */
export function mayMean(listed: string, wanted: string): boolean {
  return [sameTrimmed, sameUnicode, sameCleaned, sameButSuffix].some((same) => same(listed, wanted));
}

/** The extensions of an encrypted file, such as `.jpg.enc`; null of any other, and of the answers themselves. */
function kindOf(name: string): string | null {
  const kind = /\.[^.]+\.enc$/i.exec(name)?.[0].toLowerCase() ?? null;
  return kind === '.xml.enc' ? null : kind;
}

/** Servers and file systems take spaces from the ends of a name; so does whoever reads a manifest. */
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
  // Older versions of Django put it before the last extension, newer ones before the first.
  return [...listed.matchAll(/_[A-Za-z0-9]{7}(?=\.)/g)].some(({ 0: suffix, index }) => {
    const original = listed.slice(0, index) + listed.slice(index + suffix.length);
    return original === wanted || original === clean;
  });
}

/** What Django's storage makes of a file name: trimmed, spaces to `_`, then only word characters, `-` and `.`. */
function djangoName(name: string): string {
  return name
    .trim()
    .replaceAll(' ', '_')
    .replace(/[^\p{L}\p{N}_.-]/gu, '');
}
