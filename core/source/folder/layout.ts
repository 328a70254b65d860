import { lstatSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isProblem, Problem } from '../../ground/problem.ts';
import { entriesOf } from './entries.ts';
import { isDefinition } from './file-head.ts';
import { hasSubmissions, submissionsIn } from './instances.ts';

/** A form's definition file and, in a Briefcase storage, the folder with its submissions. Paths are absolute. */
export interface FolderForm {
  /** Folder name or file name without `.xml`. */
  readonly name: string;
  readonly definition: string | null;
  readonly instances: string | null;
}

/**
 * What kind of folder the user chose. `root` is absolute, with links resolved; `instances` are the folders to search
 * for submissions whose form only they themselves name: one for each Collect project.
 */
export interface FolderLayout {
  readonly kind: 'briefcase' | 'collect' | 'loose';
  readonly root: string;
  readonly forms: readonly FolderForm[];
  readonly instances: readonly string[];
  /** Folders beside those that hold submissions themselves or, where `isDeep`, are to be searched for them. */
  readonly strays: readonly { readonly path: string; readonly isDeep: boolean }[];
}

/** How deep a storage is looked for below the chosen folder: Collect's own lies five folders deep on a phone. */
const MAX_DEPTH = 7;
/** At most this many folders are searched. A folder with more above its storages is something else. */
const MAX_LOOKED_INTO = 2000;

const STORAGE = 'ODK Briefcase Storage';

/**
 * Recognises a Briefcase storage (the folder itself, its parent, its `forms`, or one form in it), a
 * Collect folder with `forms` or `instances` (`submission-format` §11), a folder with any of these somewhere in
 * it (a phone's memory, a copy of a disk, several projects of Collect), else a folder that may hold loose envelopes.
 * Throws a Problem when the folder cannot be read.
 */
export function recogniseFolder(folder: string): FolderLayout {
  const root = resolveFolder(folder);
  return here(root, root) ?? below(root) ?? { kind: 'loose', root, forms: [], instances: [root], strays: [] };
}

/** What `folder` itself is; null if it has none of the known shapes. */
function here(root: string, folder: string): FolderLayout | null {
  const briefcase = (forms: readonly FolderForm[]): FolderLayout => ({
    kind: 'briefcase',
    root,
    forms,
    instances: [],
    strays: [],
  });
  for (const candidate of [join(folder, STORAGE, 'forms'), join(folder, 'forms'), folder]) {
    const forms = briefcaseForms(candidate);
    if (forms.length === 0) continue;
    return isBesideCollect(folder, candidate) ? both(root, folder, forms) : briefcase(forms);
  }
  const single = briefcaseForm(folder);
  if (single !== null) return briefcase([single]);
  // A folder of this name is a storage, even if no form in it has its definition any more.
  const storage = basename(folder) === STORAGE ? folder : join(folder, STORAGE);
  if (isFolder(storage)) return briefcase(formFolders(join(storage, 'forms')));
  const instances = join(folder, 'instances');
  if (!isFolder(instances) && !isFolder(join(folder, 'forms'))) return null;
  const forms = definitionsIn(join(folder, 'forms'));
  const strays = submissionsIn(folder) === 'none' ? [] : [{ path: folder, isDeep: false }];
  return { kind: 'collect', root, forms, instances: isFolder(instances) ? [instances] : [], strays };
}

/** Whether a Briefcase storage lies in a folder of Collect that has submissions of its own. */
function isBesideCollect(folder: string, storage: string): boolean {
  const instances = join(folder, 'instances');
  return storage.startsWith(join(folder, STORAGE)) && isFolder(instances) && hasSubmissions(instances);
}

/** Each submission names its form itself, so that a Briefcase storage can be read as a folder of Collect, too. */
function both(root: string, folder: string, storage: readonly FolderForm[]): FolderLayout {
  return {
    kind: 'collect',
    root,
    forms: [
      ...definitionsIn(join(folder, 'forms')),
      ...storage.filter(({ definition }) => definition !== null),
    ],
    instances: [join(folder, 'instances'), ...storage.flatMap(({ instances }) => instances ?? [])],
    strays: submissionsIn(folder) === 'none' ? [] : [{ path: folder, isDeep: false }],
  };
}

/**
 * The storages that lie somewhere below, all together, with what lies loose beside them. A project of Collect whose
 * folder of forms was lost (a zip keeps no empty folder) is one when there are submissions in it. Null when there are
 * no storages. Nothing is looked for inside of one.
 */
function below(root: string): FolderLayout | null {
  const found: FolderLayout[] = [];
  const strays: { path: string; isDeep: boolean }[] = [];
  let level = [root];
  let looked = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      looked += 1;
      if (looked > MAX_LOOKED_INTO) {
        strays.push({ path: folder, isDeep: true });
        continue;
      }
      const isHalf = folder !== root && isProjectWithoutForms(folder);
      const layout = isHalf || (folder !== root && isStorage(folder)) ? here(root, folder) : null;
      if (layout !== null) found.push(layout);
      if (layout !== null && !isHalf) {
        strays.push(...layout.strays);
        continue;
      }
      const holds = submissionsIn(folder);
      if (holds !== 'none') strays.push({ path: folder, isDeep: false });
      if (holds === 'one') continue;
      // Whoever searches the instances of a project finds them all.
      next.push(...foldersIn(folder).filter((path) => !isHalf || basename(path) !== 'instances'));
    }
    level = next;
  }
  if (found.length === 0) return null;
  const forms = found.flatMap((layout) => layout.forms);
  if (found.every(({ kind }) => kind === 'briefcase') && strays.length === 0) {
    return { kind: 'briefcase', root, forms, instances: [], strays };
  }
  // Beside a Collect, a Briefcase storage is read as one: each submission names its form itself.
  return {
    kind: 'collect',
    root,
    forms: [...looseForms(root), ...forms.filter(({ definition }) => definition !== null)],
    instances: found.flatMap(({ kind, forms: own, instances }) =>
      kind === 'collect' ? instances : own.flatMap((form) => form.instances ?? []),
    ),
    strays,
  };
}

/** A Briefcase storage or a whole project of Collect. */
function isStorage(folder: string): boolean {
  const isProject = isFolder(join(folder, 'instances')) && isFolder(join(folder, 'forms'));
  return isProject || isFolder(join(folder, STORAGE));
}

/** A project of Collect that has lost its folder of forms, or a form of a Briefcase storage that has lost its own. */
function isProjectWithoutForms(folder: string): boolean {
  const instances = join(folder, 'instances');
  return isFolder(instances) && !isStorage(folder) && hasSubmissions(instances);
}

/** The folders in a folder; none when it cannot be read. */
function foldersIn(folder: string): readonly string[] {
  try {
    return entriesOf(folder)
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name));
  } catch (error) {
    if (isProblem(error)) return [];
    throw error;
  }
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

/** The form folders in a folder, one of which at least shows by its definition that they are such. */
function briefcaseForms(folder: string): readonly FolderForm[] {
  const forms = formFolders(folder);
  return forms.some(({ definition }) => definition !== null) ? forms : [];
}

function formFolders(folder: string): readonly FolderForm[] {
  if (!isFolder(folder)) return [];
  const folders = entriesOf(folder).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => briefcaseForm(join(folder, name))).filter((form) => form !== null);
}

/**
 * A form folder: `<name>/<name>.xml`, or the revised definition in its place; its submissions even when it lacks both.
 * A plain submission of Collect stands like that, too, and is told by what is in it.
 */
function briefcaseForm(folder: string): FolderForm | null {
  const name = basename(folder);
  const instances = join(folder, 'instances');
  const file = [`${name}.xml.revised`, `${name}.xml`].find((one) => isFile(join(folder, one)));
  const isOfForms = basename(join(folder, '..')) === 'forms';
  const isForm = file !== undefined && (isFolder(instances) || isOfForms || isDefinition(folder, file));
  if (!isForm && !(isFolder(instances) && isOfForms)) return null;
  const found = file === undefined ? undefined : join(folder, file);
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

/** Form definitions that lie in a loose folder itself. */
export function looseForms(folder: string): readonly FolderForm[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile() && /\.xml$/i.test(entry.name) && isDefinition(folder, entry.name))
    .map(({ name }) => ({ name: name.slice(0, -4), definition: join(folder, name), instances: null }));
}
