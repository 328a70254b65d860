import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fitBase, withoutExtension } from '../ground/export-names.ts';
import { cutName, foldName } from '../ground/file-name.ts';
import type { ExportHome } from '../model/export-home.ts';
import { ownerOf } from './file-owner.ts';
import { auditFileName, briefcaseBase, repeatFileNames } from './formats/briefcase/names.ts';
import { tidyBase, tidyFiles } from './formats/tidy/names.ts';
import { besideName } from './left-out.ts';
import type { ExportOptions } from './options.ts';
import { realPathOf } from './out-folder.ts';

/** What the names of an export's files begin with. */
export interface BaseNames {
  /** Of the tables: the file name that was asked for, else the form's. */
  readonly main: string;
  /** The form's own, which is its title where no other form of the workspace has files of the same names. */
  readonly form: string;
}

/** How a profile makes file names: from a text the base, and from that all files of a form. */
interface Naming {
  base(text: string): string;
  files(base: string, paths: readonly string[]): readonly string[];
  /** The files that tell under which base a form was exported before. */
  telling(base: string): readonly string[];
}

const NAMING: Readonly<Record<ExportOptions['profile'], Naming>> = {
  tidy: {
    base: tidyBase,
    files: (base, paths) => {
      const { tables, audit } = tidyFiles(base, paths);
      return [...tables.values(), audit, besideName(`${base}.csv`)];
    },
    telling: (base) => [`${base}.csv`],
  },
  briefcase: {
    base: briefcaseBase,
    files: (base, paths) => [
      ...repeatFileNames(`${base}.csv`, paths).values(),
      auditFileName(base),
      besideName(`${base}.csv`),
    ],
    telling: (base) => [`${base}.csv`, auditFileName(base)],
  },
};

/** The base names for a form of this title. Takes no file into account but those that exports have made. */
export function baseNames(title: string, options: ExportOptions): BaseNames {
  const { fileName, home, profile } = options;
  const naming = NAMING[profile];
  const plain = naming.base(title);
  const form = home === undefined ? plain : formBase(naming, plain, home, options);
  return { main: fileName === undefined ? form : naming.base(withoutExtension(fileName)), form };
}

/**
 * `<title>`, or `<title> (<form ID>)` when another form would write a file of one of these names, as file systems
 * compare names. The name that this form's files have in the folder already stays theirs.
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

/** True when another form's files, under its title alone or with its ID, would have one of these names. */
function isTaken(naming: Naming, base: string, home: ExportHome): boolean {
  const forms = home.forms();
  const others = forms.flatMap(({ formId, title, paths }) => {
    const theirs = naming.base(title);
    const bases = [theirs, withId(theirs, formId)].filter((other) => isBeside(base, other));
    return formId === home.formId || bases.length === 0 ? [] : [{ bases, paths }];
  });
  // Reading the definitions takes longest, and most titles have nothing to do with each other.
  if (others.length === 0) return false;
  const own = forms.find(({ formId }) => formId === home.formId)?.paths() ?? [''];
  const mine = new Set(naming.files(base, own).map(foldName));
  return others.some(({ bases, paths }) =>
    bases.some((other) => naming.files(other, paths()).some((file) => mine.has(foldName(file)))),
  );
}

/** So much of a base is in the names of all its files, however long the repeats' names are. */
const IN_ALL = 40;

/** All files of a form begin with its base, so two forms can only meet where one base begins with the other. */
function isBeside(base: string, other: string): boolean {
  const [one, two] = [foldName(base).slice(0, IN_ALL), foldName(other).slice(0, IN_ALL)];
  return one.startsWith(two) || two.startsWith(one);
}

/**
 * When this form was last exported under that base into the folder; null when its files are not there. Files of the time
 * when it was not written down are known by their keys.
 */
function madeAt(naming: Naming, base: string, home: ExportHome, options: ExportOptions): string | null {
  const folder = realPathOf(options.folder);
  const times = naming.telling(base).flatMap((file) => {
    const path = join(folder, file);
    const made = home.made(path);
    if (made === null) return [];
    const isOurs =
      made.formId === home.formId || (made.formId === null && ownerOf(path, home, options) === 'this form');
    return isOurs ? [made.madeAt ?? ''] : [];
  });
  return times.sort().at(-1) ?? null;
}

/** Room for a form's ID behind a title. */
const ID_BYTES = 60;

function withId(plain: string, id: string): string {
  const shown = cutName(tidyBase(id), ID_BYTES);
  return `${fitBase(plain, Buffer.byteLength(shown) + 3)} (${shown})`;
}

function hashOf(formId: string): string {
  return createHash('sha256').update(formId).digest('hex').slice(0, 8);
}
