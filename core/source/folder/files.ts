import { parseXml, type XmlElement, XmlError } from '../../ground/xml/xml.ts';
import { readWhole, sizeOf } from '../../model/content.ts';
import { isDefinition, isManifestFile, isSubmission } from './file-head.ts';
import { instanceXml } from './instances.ts';
import type { FolderForm } from './layout.ts';
import { around, type FolderTree, inside } from './tree.ts';

/** The files of one submission. `xml` is the name of its XML; null when it has none. */
export interface InstanceFiles {
  readonly folder: string;
  readonly xml: string | null;
  readonly files: readonly string[];
}

/**
 * The files of a submission: those of its folder, or, where several share one, those beside its XML but no other XML. A
 * name that begins with a dot is what systems leave behind, unless the submission itself names it.
 */
export function filesOf(tree: FolderTree, path: string): InstanceFiles {
  const kind = tree.look(path)?.kind;
  if (kind !== undefined && kind !== 'folder') {
    const folder = around(path);
    const all = tree.list(folder).map(({ name }) => name);
    const beside = all.filter((name) => !/\.xml$/i.test(name));
    const isAlone = all.filter((name) => isSubmission(tree, inside(folder, name))).length === 1;
    // Of several in one folder, only what a plain one names is its own; a server may have renamed what a manifest
    // lists.
    const isOwn = isAlone || isManifestFile(tree, path) ? isSeen : () => false;
    return { folder, xml: tree.nameOf(path), files: named(tree, path, beside, isOwn) };
  }
  const names = tree.list(path).map(({ name }) => name);
  const xml = instanceXml(tree, path, names);
  return {
    folder: path,
    xml,
    files: xml === null ? names.filter(isSeen) : named(tree, inside(path, xml), names, isSeen),
  };
}

const isSeen = (name: string): boolean => !name.startsWith('.');

/** Larger documents than these are no submission of a form that has hidden files. */
const MOST_BYTES = 16 * 1024 * 1024;
const NO_TEXTS: ReadonlySet<string> = new Set();

/** The names that are taken by themselves, and those that the submission names. */
function named(
  tree: FolderTree,
  xml: string,
  names: readonly string[],
  isOwn: (name: string) => boolean,
): readonly string[] {
  if (names.every(isOwn)) return names;
  const content = tree.contentOf(xml);
  const texts = content === null || sizeOf(content) > MOST_BYTES ? NO_TEXTS : textsIn(readWhole(content));
  return names.filter((name) => isOwn(name) || texts.has(name.normalize('NFC')));
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
export function otherFiles(
  tree: FolderTree,
  folder: string,
  forms: readonly FolderForm[],
): readonly string[] {
  const definitions = new Set(forms.map(({ definition }) => definition));
  const found: string[] = [];
  const walk = (path: string, depth: number): void => {
    for (const { name, kind } of tree.list(path)) {
      if (!isSeen(name) || found.length >= MOST_LOOKED_AT) continue;
      const own = inside(path, name);
      if (kind === 'file' && !definitions.has(own) && !isDefinition(tree, own)) found.push(own);
      if (kind === 'folder' && depth < 4) walk(own, depth + 1);
    }
  };
  walk(folder, 0);
  return found.sort();
}

/** Where Briefcase and Collect keep the files of a form: beside its definition (`submission-format` §11). */
export function mediaFolderOf(definition: string): string {
  return `${definition.replace(/\.xml(\.revised)?$/i, '')}-media`;
}

/** The names of the regular files in a folder, in their order; none where there is no such folder. */
export function filesIn(tree: FolderTree, folder: string): readonly string[] {
  if (tree.look(folder)?.kind !== 'folder') return [];
  return tree
    .list(folder)
    .filter(({ kind, name }) => kind === 'file' && isSeen(name))
    .map(({ name }) => name);
}
