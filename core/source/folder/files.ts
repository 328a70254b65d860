import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseXml, type XmlElement, XmlError } from '../../ground/xml/xml.ts';
import type { Content } from '../../model/fetched.ts';
import { isDefinition, isManifestFile, isSubmission } from './file-head.ts';
import { instanceXml } from './instances.ts';
import type { FolderForm } from './layout.ts';

/** The files of one submission on disk. `xml` is the name of its XML; null when it has none. */
export interface InstanceFiles {
  readonly folder: string;
  readonly xml: string | null;
  readonly files: readonly string[];
}

/**
 * The files of a submission: those of its folder, or, where several share one, those beside its XML but no other XML. A
 * name that begins with a dot is what systems leave behind, unless the submission itself names it. Takes what tells by
 * which name the submission knows a file.
 */
export function filesOf(path: string, realName: (path: string) => string): InstanceFiles {
  let names: readonly string[];
  try {
    names = readdirSync(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTDIR')) throw error;
    const folder = dirname(path);
    const all = readdirSync(folder);
    const beside = all.filter((name) => !/\.xml$/i.test(name));
    const isAlone = all.filter((name) => isSubmission(folder, name)).length === 1;
    // Of several in one folder, only what a plain one names is its own; a server may have renamed what a manifest
    // lists.
    const isOwn = isAlone || isManifestFile(path) ? isSeen : () => false;
    return { folder, xml: basename(path), files: named(path, beside, isOwn, realName) };
  }
  const xml = instanceXml(path, names);
  return {
    folder: path,
    xml,
    files: xml === null ? names.filter(isSeen) : named(join(path, xml), names, isSeen, realName),
  };
}

/** A regular file; null for a folder, a link, or what vanished. */
export function contentOf(path: string): Content | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? { kind: 'file', path, size: found.size } : null;
}

const isSeen = (name: string): boolean => !name.startsWith('.');

/** Larger documents than these are no submission of a form that has hidden files. */
const MOST_BYTES = 16 * 1024 * 1024;
const NO_TEXTS: ReadonlySet<string> = new Set();

/** The names that are taken by themselves, and those that the submission names. */
function named(
  xml: string,
  names: readonly string[],
  isOwn: (name: string) => boolean,
  realName: (path: string) => string,
): readonly string[] {
  if (names.every(isOwn)) return names;
  const size = lstatSync(xml, { throwIfNoEntry: false })?.size ?? 0;
  const texts = size === 0 || size > MOST_BYTES ? NO_TEXTS : textsIn(readFileSync(xml));
  return names.filter(
    (name) => isOwn(name) || texts.has(realName(join(dirname(xml), name)).normalize('NFC')),
  );
}

/** The texts of a document's elements, without the white space around them; none of one that cannot be read. */
function textsIn(bytes: Uint8Array): ReadonlySet<string> {
  const texts = new Set<string>();
  const walk = (element: XmlElement): void => {
    texts.add(element.text.trim().normalize('NFC'));
    for (const child of element.children) walk(child);
  };
  try {
    walk(parseXml(bytes));
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
  }
  return texts;
}

/** At most this many are looked at: the report names only one of them. */
const MOST_LOOKED_AT = 1000;

/** The files in a folder and below it that are no form definitions; for a folder without a submission. */
export function otherFiles(folder: string, forms: readonly FolderForm[]): readonly string[] {
  const definitions = new Set(forms.map(({ definition }) => definition));
  const found: string[] = [];
  const walk = (path: string, depth: number): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (!isSeen(entry.name) || found.length >= MOST_LOOKED_AT) continue;
      const own = join(path, entry.name);
      if (entry.isFile() && !definitions.has(own) && !isDefinition(path, entry.name)) found.push(own);
      if (entry.isDirectory() && depth < 4) walk(own, depth + 1);
    }
  };
  walk(folder, 0);
  return found.sort();
}

/** Where Briefcase and Collect keep the files of a form: beside its definition (`submission-format` §11). */
export function mediaFolderOf(definition: string): string {
  return `${definition.replace(/\.xml(\.revised)?$/i, '')}-media`;
}

/** The names of the regular files in a folder; none where there is no such folder. */
export function filesIn(folder: string): readonly string[] {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isSeen(entry.name))
    .map(({ name }) => name)
    .sort();
}
