import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fitBase, withoutExtension } from '../ground/export-names.ts';
import { cutName, foldName } from '../ground/file-name.ts';
import type { ExportHome } from '../model/export-home.ts';
import { fileBase } from './file-names.ts';
import { ownerOf } from './file-owner.ts';
import type { BaseNames, Naming } from './formats/format.ts';
import { formatOf } from './formats/registry.ts';
import { besideName } from './left-out.ts';
import type { ExportOptions } from './options.ts';
import { realPathOf } from './out-folder.ts';

/**
 * Returns the base names for a form with this title. Of existing files, it considers only those that exports
 * have made.
 */
export function baseNames(title: string, options: ExportOptions): BaseNames {
  const { fileName, home } = options;
  const { naming } = formatOf(options.format);
  const plain = naming.base(title);
  const form = home === undefined ? plain : formBase(naming, plain, home, options);
  return { main: fileName === undefined ? form : naming.base(withoutExtension(fileName)), form };
}

/**
 * Returns `<title>`, or `<title> (<form ID>)` when another form would write a file with one of these names.
 * Names are compared as file systems compare them. If this form already has files in the folder, they keep
 * their name.
 */
function formBase(naming: Naming, plain: string, home: ExportHome, options: ExportOptions): string {
  const named = withId(plain, home.formId);
  const hashed = withId(plain, `${home.formId} ${hashOf(home.formId)}`);
  const kept = [plain, named, hashed].map((base) => ({ base, madeAt: madeAt(naming, base, home, options) }));
  const [last] = kept
    .filter((one) => one.madeAt !== null)
    .sort((a, b) => ((a.madeAt ?? '') < (b.madeAt ?? '') ? 1 : -1));
  if (last !== undefined) return last.base;
  if (!isTaken(naming, plain, home)) return plain;
  return isTaken(naming, named, home) ? hashed : named;
}

/**
 * True when the files of another form would have one of these names, under its title or under its title with
 * its ID.
 */
function isTaken(naming: Naming, base: string, home: ExportHome): boolean {
  const forms = home.forms();
  const others = forms.flatMap(({ formId, title, paths }) => {
    const theirs = naming.base(title);
    const bases = [theirs, withId(theirs, formId)].filter((other) => isBeside(base, other));
    return formId === home.formId || bases.length === 0 ? [] : [{ bases, paths }];
  });
  // Reading the definitions is slow, and most titles have nothing in common.
  if (others.length === 0) return false;
  const own = forms.find(({ formId }) => formId === home.formId)?.paths() ?? [''];
  const mine = new Set(allFiles(naming, base, own).map(foldName));
  return others.some(({ bases, paths }) =>
    bases.some((other) => allFiles(naming, other, paths()).some((file) => mine.has(foldName(file)))),
  );
}

/** Returns the files of a form, and the list of submissions without a row beside them. */
function allFiles(naming: Naming, base: string, paths: readonly string[]): readonly string[] {
  const files = naming.files(base, paths);
  return [...files, besideName(base)];
}

/**
 * This many characters of a base are in the names of all its files, however long the names of the repeats
 * are.
 */
const IN_ALL = 40;

/**
 * True when two bases can have files in common: all files of a form begin with its base, so one base must
 * begin with the other.
 */
function isBeside(base: string, other: string): boolean {
  const [one, two] = [foldName(base).slice(0, IN_ALL), foldName(other).slice(0, IN_ALL)];
  return one.startsWith(two) || two.startsWith(one);
}

/**
 * Returns when this form was last exported under this base into the folder; null when its files are not
 * there. Old exports did not record the form: their keys tell whose files they are.
 */
function madeAt(naming: Naming, base: string, home: ExportHome, options: ExportOptions): string | null {
  const folder = realPathOf(options.folder);
  const keysIn = (path: string) => formatOf(options.format).firstKeys(path, options);
  const times = naming.telling(base).flatMap((file) => {
    const path = join(folder, file);
    const made = home.made(path);
    if (made === null) return [];
    const isOurs =
      made.formId === home.formId || (made.formId === null && ownerOf(path, home, keysIn) === 'this form');
    return isOurs ? [made.madeAt ?? ''] : [];
  });
  return times.sort().at(-1) ?? null;
}

/** How many bytes a form's ID may take after a title. */
const ID_BYTES = 60;

function withId(plain: string, id: string): string {
  const shown = cutName(fileBase(id), ID_BYTES);
  return `${fitBase(plain, Buffer.byteLength(shown) + 3)} (${shown})`;
}

function hashOf(formId: string): string {
  return createHash('sha256').update(formId).digest('hex').slice(0, 8);
}
