import { isProblem } from '../../ground/problem.ts';
import { entriesOf } from './entries.ts';
import { isDefinition } from './file-head.ts';
import { hasSubmissions, submissionsIn } from './instances.ts';
import { around, type FolderTree, inside, ROOT, type TreeKind } from './tree.ts';

/** A form's definition file and, in a Briefcase storage, the folder with its submissions. Paths are those of the tree. */
export interface FolderForm {
  /** Folder name or file name without `.xml`. */
  readonly name: string;
  readonly definition: string | null;
  readonly instances: string | null;
}

/**
 * What kind of folder the user chose. `instances` are the folders to search for submissions whose form only they
 * themselves name: one for each Collect project.
 */
export interface FolderLayout {
  readonly kind: 'briefcase' | 'collect' | 'loose';
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
 * Throws a Problem when a folder cannot be read.
 */
export function recogniseFolder(tree: FolderTree): FolderLayout {
  return here(tree, ROOT) ?? below(tree) ?? { kind: 'loose', forms: [], instances: [ROOT], strays: [] };
}

/** What `folder` itself is; null if it has none of the known shapes. */
function here(tree: FolderTree, folder: string): FolderLayout | null {
  const briefcase = (forms: readonly FolderForm[]): FolderLayout => ({
    kind: 'briefcase',
    forms,
    instances: [],
    strays: [],
  });
  const storage = inside(folder, STORAGE);
  for (const candidate of [inside(storage, 'forms'), inside(folder, 'forms'), folder]) {
    const forms = briefcaseForms(tree, candidate);
    if (forms.length === 0) continue;
    return isBesideCollect(tree, folder, candidate) ? both(tree, folder, forms) : briefcase(forms);
  }
  const single = briefcaseForm(tree, folder);
  if (single !== null) return briefcase([single]);
  // A folder of this name is a storage, even if no form in it has its definition any more.
  const lone = tree.nameOf(folder) === STORAGE ? folder : storage;
  if (isFolder(tree, lone)) return briefcase(formFolders(tree, inside(lone, 'forms')));
  const instances = inside(folder, 'instances');
  if (!isFolder(tree, instances) && !isFolder(tree, inside(folder, 'forms'))) return null;
  const forms = definitionsIn(tree, inside(folder, 'forms'));
  const strays = submissionsIn(tree, folder) === 'none' ? [] : [{ path: folder, isDeep: false }];
  return { kind: 'collect', forms, instances: isFolder(tree, instances) ? [instances] : [], strays };
}

/** Whether a Briefcase storage lies in a folder of Collect that has submissions of its own. */
function isBesideCollect(tree: FolderTree, folder: string, storage: string): boolean {
  const instances = inside(folder, 'instances');
  const isBeside = storage === inside(inside(folder, STORAGE), 'forms');
  return isBeside && isFolder(tree, instances) && hasSubmissions(tree, instances);
}

/** Each submission names its form itself, so that a Briefcase storage can be read as a folder of Collect, too. */
function both(tree: FolderTree, folder: string, storage: readonly FolderForm[]): FolderLayout {
  return {
    kind: 'collect',
    forms: [
      ...definitionsIn(tree, inside(folder, 'forms')),
      ...storage.filter(({ definition }) => definition !== null),
    ],
    instances: [inside(folder, 'instances'), ...storage.flatMap(({ instances }) => instances ?? [])],
    strays: submissionsIn(tree, folder) === 'none' ? [] : [{ path: folder, isDeep: false }],
  };
}

/**
 * The storages that lie somewhere below, all together, with what lies loose beside them. A project of Collect whose
 * folder of forms was lost (a zip keeps no empty folder) is one when there are submissions in it. Null when there are
 * no storages. Nothing is looked for inside of one.
 */
function below(tree: FolderTree): FolderLayout | null {
  const found: FolderLayout[] = [];
  const strays: { path: string; isDeep: boolean }[] = [];
  let level: string[] = [ROOT];
  let looked = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      looked += 1;
      if (looked > MAX_LOOKED_INTO) {
        strays.push({ path: folder, isDeep: true });
        continue;
      }
      const isHalf = folder !== ROOT && isProjectWithoutForms(tree, folder);
      const layout = isHalf || (folder !== ROOT && isStorage(tree, folder)) ? here(tree, folder) : null;
      if (layout !== null) found.push(layout);
      if (layout !== null && !isHalf) {
        strays.push(...layout.strays);
        continue;
      }
      const holds = submissionsIn(tree, folder);
      if (holds !== 'none') strays.push({ path: folder, isDeep: false });
      if (holds === 'one') continue;
      // Whoever searches the instances of a project finds them all.
      next.push(...foldersIn(tree, folder).filter((path) => !isHalf || tree.nameOf(path) !== 'instances'));
    }
    level = next;
  }
  if (found.length === 0) return null;
  const forms = found.flatMap((layout) => layout.forms);
  if (found.every(({ kind }) => kind === 'briefcase') && strays.length === 0) {
    return { kind: 'briefcase', forms, instances: [], strays };
  }
  // Beside a Collect, a Briefcase storage is read as one: each submission names its form itself.
  return {
    kind: 'collect',
    forms: [...looseForms(tree), ...forms.filter(({ definition }) => definition !== null)],
    instances: found.flatMap(({ kind, forms: own, instances }) =>
      kind === 'collect' ? instances : own.flatMap((form) => form.instances ?? []),
    ),
    strays,
  };
}

/** A Briefcase storage or a whole project of Collect. */
function isStorage(tree: FolderTree, folder: string): boolean {
  const isProject = isFolder(tree, inside(folder, 'instances')) && isFolder(tree, inside(folder, 'forms'));
  return isProject || isFolder(tree, inside(folder, STORAGE));
}

/** A project of Collect that has lost its folder of forms, or a form of a Briefcase storage that has lost its own. */
function isProjectWithoutForms(tree: FolderTree, folder: string): boolean {
  const instances = inside(folder, 'instances');
  return isFolder(tree, instances) && !isStorage(tree, folder) && hasSubmissions(tree, instances);
}

/** The folders in a folder; none when it cannot be read. */
function foldersIn(tree: FolderTree, folder: string): readonly string[] {
  try {
    return entriesOf(tree, folder)
      .filter(({ kind }) => kind === 'folder')
      .map(({ name }) => inside(folder, name));
  } catch (error) {
    if (isProblem(error)) return [];
    throw error;
  }
}

function isFolder(tree: FolderTree, path: string): boolean {
  return isOf(tree, path, 'folder');
}

function isOf(tree: FolderTree, path: string, kind: TreeKind): boolean {
  return tree.look(path)?.kind === kind;
}

/** The form folders in a folder, one of which at least shows by its definition that they are such. */
function briefcaseForms(tree: FolderTree, folder: string): readonly FolderForm[] {
  const forms = formFolders(tree, folder);
  return forms.some(({ definition }) => definition !== null) ? forms : [];
}

function formFolders(tree: FolderTree, folder: string): readonly FolderForm[] {
  if (!isFolder(tree, folder)) return [];
  const folders = entriesOf(tree, folder).filter(({ kind }) => kind === 'folder');
  return folders.map(({ name }) => briefcaseForm(tree, inside(folder, name))).filter((form) => form !== null);
}

/**
 * A form folder: `<name>/<name>.xml`, or the revised definition in its place; its submissions even when it lacks both.
 * A plain submission of Collect stands like that, too, and is told by what is in it.
 */
function briefcaseForm(tree: FolderTree, folder: string): FolderForm | null {
  const name = tree.nameOf(folder);
  const instances = inside(folder, 'instances');
  const hasInstances = isFolder(tree, instances);
  const definition = [`${name}.xml.revised`, `${name}.xml`]
    .map((one) => inside(folder, one))
    .find((path) => isOf(tree, path, 'file'));
  const isOfForms = tree.nameOf(around(folder)) === 'forms';
  const isForm = definition !== undefined && (hasInstances || isOfForms || isDefinition(tree, definition));
  if (!isForm && !(hasInstances && isOfForms)) return null;
  return { name, definition: definition ?? null, instances: hasInstances ? instances : null };
}

function definitionsIn(tree: FolderTree, folder: string): readonly FolderForm[] {
  if (!isFolder(tree, folder)) return [];
  try {
    return entriesOf(tree, folder)
      .filter(({ kind, name }) => kind === 'file' && name.toLowerCase().endsWith('.xml'))
      .map(({ name }) => ({ name: name.slice(0, -4), definition: inside(folder, name), instances: null }));
  } catch (error) {
    if (isProblem(error)) return [];
    throw error;
  }
}

/** Form definitions that lie in a loose folder itself. */
export function looseForms(tree: FolderTree): readonly FolderForm[] {
  return entriesOf(tree, ROOT)
    .filter(({ kind, name }) => kind === 'file' && /\.xml$/i.test(name) && isDefinition(tree, name))
    .map(({ name }) => ({ name: name.slice(0, -4), definition: name, instances: null }));
}
