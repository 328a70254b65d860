import { isProblem } from '../../ground/problem.ts';
import { eachEntry } from './entries.ts';
import { isDefinition, isSubmission } from './file-head.ts';
import { type FolderTree, inside, type TreeItem } from './tree.ts';

/** A submission that was found. `path` is its folder, or its XML file where several share one folder. */
export interface FoundInstance {
  readonly path: string;
  readonly stamp: string;
}

const MAX_DEPTH = 4;

/**
 * Walks a folder and yields its submissions, in the order of their names. A folder is one submission when it holds
 * `submission.xml`, else `<folder>.xml`, or encrypted files without either (so that this is reported and not skipped);
 * else each XML in it that is a submission is one, whatever it is called; else its sub-folders are searched, four
 * levels down. Links are not followed. Throws a Problem when that folder itself cannot be read.
 */
function* walkInstances(tree: FolderTree, folder: string, depth = 0): Generator<FoundInstance> {
  for (const { name, kind } of eachEntry(tree, folder)) {
    if (kind === 'folder') yield* instancesIn(tree, inside(folder, name), depth + 1);
  }
}

/**
 * The submissions of a folder of instances: those that were put into it without a folder of their own, then the others.
 */
export function* instancesOf(tree: FolderTree, folder: string): Generator<FoundInstance> {
  yield* instancesAt(tree, folder);
  yield* walkInstances(tree, folder);
}

/** The submissions in one folder, the folder itself counted. */
export function* instancesIn(tree: FolderTree, folder: string, depth: number): Generator<FoundInstance> {
  const usual = stampOf(tree, folder, 'submission.xml');
  if (usual !== null) {
    yield { path: folder, stamp: usual };
    return;
  }
  const names = namesIn(tree, folder);
  if (names === null) {
    // Listed anyway: fetching it then reports that it cannot be read, and the others go on.
    yield { path: folder, stamp: '' };
    return;
  }
  const xml = instanceXml(tree, folder, names);
  const stamp = xml === null ? null : stampOf(tree, folder, xml);
  if (stamp !== null) {
    yield { path: folder, stamp };
    return;
  }
  const several = names.filter((name) => isSubmission(tree, inside(folder, name)));
  for (const name of several) {
    yield { path: inside(folder, name), stamp: stampOf(tree, folder, name) ?? '' };
  }
  if (several.length === 0 && names.some((name) => /\.enc$/i.test(name))) yield { path: folder, stamp: '' };
  if (depth < MAX_DEPTH) yield* walkInstances(tree, folder, depth);
}

/** The submissions in a folder itself, whatever lies below it. */
export function instancesAt(tree: FolderTree, folder: string): Generator<FoundInstance> {
  return instancesIn(tree, folder, MAX_DEPTH);
}

/** Whether a folder itself is one submission, holds the manifests of several, or neither. */
export function submissionsIn(tree: FolderTree, folder: string): 'one' | 'several' | 'none' {
  const first = instancesAt(tree, folder).next();
  if (first.done === true) return 'none';
  return first.value.path === folder ? 'one' : 'several';
}

/** Whether there is a submission anywhere below a folder; false when it cannot be read. */
export function hasSubmissions(tree: FolderTree, folder: string): boolean {
  try {
    return walkInstances(tree, folder).next().done === false;
  } catch (error) {
    if (isProblem(error)) return false;
    throw error;
  }
}

/** Name of the XML of a folder that is one submission, or null (`submission-format` §11). */
export function instanceXml(tree: FolderTree, folder: string, names: readonly string[]): string | null {
  if (names.includes('submission.xml')) return 'submission.xml';
  const own = `${tree.nameOf(folder)}.xml`;
  return names.includes(own) && !isDefinition(tree, inside(folder, own)) ? own : null;
}

/** Null when the folder vanished or cannot be read. */
function namesIn(tree: FolderTree, folder: string): readonly string[] | null {
  try {
    return tree.list(folder).map(({ name }) => name);
  } catch {
    return null;
  }
}

/**
 * Changes with the XML's size and time, and with the time of its folder, which changes when a file comes or goes. Null
 * when the XML is not a regular file. Not a look at every file: listing must stay cheap for 100,000 submissions.
 */
function stampOf(tree: FolderTree, folder: string, xml: string): string | null {
  const own = seenAt(tree, inside(folder, xml));
  if (own?.kind !== 'file') return null;
  return `${own.size}-${own.modifiedMs}-${seenAt(tree, folder)?.modifiedMs ?? 0}`;
}

/** What a path leads to; null when nothing is there, or it cannot be seen. */
function seenAt(tree: FolderTree, path: string): TreeItem | null {
  try {
    return tree.look(path);
  } catch {
    return null;
  }
}
