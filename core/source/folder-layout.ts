import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isProblem, Problem } from '../problem.ts';

/** A form's definition file and, in a Briefcase storage, the folder with its submissions. Paths are absolute. */
export interface FolderForm {
  /** Folder name or file name without `.xml`. */
  readonly name: string;
  readonly definition: string | null;
  readonly instances: string | null;
}

/**
 * What kind of folder the user chose. `root` is absolute, with links resolved; `instances` are the folders to search
 * for submissions whose form only they themselves name.
 */
export interface FolderLayout {
  readonly kind: 'briefcase' | 'collect' | 'loose';
  readonly root: string;
  readonly forms: readonly FolderForm[];
  readonly instances: string | null;
}

const STORAGE = 'ODK Briefcase Storage';

/**
 * Recognises a Briefcase storage (the folder itself, its parent, its `forms`, or one form in it; `odk-format` C), a
 * Collect folder with `forms` or `instances` (B4), else a folder that may hold loose envelopes. Throws a Problem when
 * the folder cannot be read.
 */
export function recogniseFolder(folder: string): FolderLayout {
  const root = resolveFolder(folder);
  for (const candidate of [join(root, STORAGE, 'forms'), join(root, 'forms'), root]) {
    const forms = briefcaseForms(candidate);
    if (forms.length > 0) return { kind: 'briefcase', root, forms, instances: null };
  }
  const single = briefcaseForm(root);
  if (single !== null) return { kind: 'briefcase', root, forms: [single], instances: null };
  if (basename(root) === STORAGE || isFolder(join(root, STORAGE))) {
    return { kind: 'briefcase', root, forms: [], instances: null };
  }
  const instances = join(root, 'instances');
  if (isFolder(instances) || isFolder(join(root, 'forms'))) {
    return {
      kind: 'collect',
      root,
      forms: definitionsIn(join(root, 'forms')),
      instances: isFolder(instances) ? instances : null,
    };
  }
  return { kind: 'loose', root, forms: [], instances: root };
}

/** The entries of a folder in the order of their names, without dot-files; throws a Problem when it cannot be read. */
export function entriesOf(folder: string): readonly Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith('.')).sort(byName);
  } catch (cause) {
    throw new Problem('source.folder_unreadable', { folder }, { cause });
  }
}

function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : 1;
}

function resolveFolder(folder: string): string {
  try {
    const root = realpathSync(folder);
    if (lstatSync(root).isDirectory()) return root;
  } catch (cause) {
    throw new Problem('source.folder_unreadable', { folder }, { cause });
  }
  throw new Problem('source.folder_unknown', { folder });
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function briefcaseForms(folder: string): readonly FolderForm[] {
  if (!isFolder(folder)) return [];
  const folders = entriesOf(folder).filter((entry) => entry.isDirectory());
  const forms = folders.map(({ name }) => briefcaseForm(join(folder, name))).filter((form) => form !== null);
  if (!forms.some(({ definition }) => definition !== null)) return [];
  return forms;
}

/** A form folder: `<name>/<name>.xml`, or the revised definition in its place; its submissions even when it lacks both. */
function briefcaseForm(folder: string): FolderForm | null {
  const name = basename(folder);
  const instances = join(folder, 'instances');
  const found = [`${name}.xml.revised`, `${name}.xml`].map((file) => join(folder, file)).find(isFile);
  if (found === undefined && !(isFolder(instances) && basename(join(folder, '..')) === 'forms')) return null;
  return { name, definition: found ?? null, instances: isFolder(instances) ? instances : null };
}

function definitionsIn(folder: string): readonly FolderForm[] {
  if (!isFolder(folder)) return [];
  try {
    return entriesOf(folder)
      .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith('.xml'))
      .map(({ name }) => ({ name: name.slice(0, -4), definition: join(folder, name), instances: null }));
  } catch (error) {
    if (isProblem(error)) return [];
    throw error;
  }
}
