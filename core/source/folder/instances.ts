import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { basename, join } from 'node:path';
import { isProblem } from '../../ground/problem.ts';
import { entriesOf } from './entries.ts';
import { isDefinition, isSubmission } from './file-head.ts';

/** A submission found on disk. `path` is its folder, or its XML file where several share one folder. */
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
function* walkInstances(folder: string, depth = 0): Generator<FoundInstance> {
  for (const entry of entriesOf(folder)) {
    if (!entry.isDirectory()) continue;
    yield* instancesIn(join(folder, entry.name), depth + 1);
  }
}

/**
 * The submissions of a folder of instances: those that were put into it without a folder of their own, then the others.
 */
export function* instancesOf(folder: string): Generator<FoundInstance> {
  yield* instancesAt(folder);
  yield* walkInstances(folder);
}

/** The submissions in one folder, the folder itself counted. */
export function* instancesIn(folder: string, depth: number): Generator<FoundInstance> {
  const usual = stampOf(folder, 'submission.xml');
  if (usual !== null) {
    yield { path: folder, stamp: usual };
    return;
  }
  const names = namesIn(folder);
  if (names === null) {
    // Listed anyway: fetching it then reports that it cannot be read, and the others go on.
    yield { path: folder, stamp: '' };
    return;
  }
  const xml = instanceXml(folder, names);
  const stamp = xml === null ? null : stampOf(folder, xml);
  if (stamp !== null) {
    yield { path: folder, stamp };
    return;
  }
  const several = names.filter((name) => isSubmission(folder, name)).sort();
  for (const name of several) {
    yield { path: join(folder, name), stamp: stampOf(folder, name) ?? '' };
  }
  if (several.length === 0 && names.some((name) => /\.enc$/i.test(name))) yield { path: folder, stamp: '' };
  if (depth < MAX_DEPTH) yield* walkInstances(folder, depth);
}

/** The submissions in a folder itself, whatever lies below it. */
export function instancesAt(folder: string): Generator<FoundInstance> {
  return instancesIn(folder, MAX_DEPTH);
}

/** Whether a folder itself is one submission, holds the manifests of several, or neither. */
export function submissionsIn(folder: string): 'one' | 'several' | 'none' {
  const first = instancesAt(folder).next();
  if (first.done === true) return 'none';
  return first.value.path === folder ? 'one' : 'several';
}

/** Whether there is a submission anywhere below a folder; false when it cannot be read. */
export function hasSubmissions(folder: string): boolean {
  try {
    return walkInstances(folder).next().done === false;
  } catch (error) {
    if (isProblem(error)) return false;
    throw error;
  }
}

/** Name of the XML of a folder that is one submission, or null (`submission-format` §11). */
export function instanceXml(folder: string, names: readonly string[]): string | null {
  if (names.includes('submission.xml')) return 'submission.xml';
  const own = `${basename(folder)}.xml`;
  return names.includes(own) && !isDefinition(folder, own) ? own : null;
}

/** Null when the folder vanished or cannot be read. */
function namesIn(folder: string): readonly string[] | null {
  try {
    return readdirSync(folder);
  } catch {
    return null;
  }
}

/**
 * Changes with the XML's size and time, and with the time of its folder, which changes when a file comes or goes. Null
 * when the XML is not a regular file. Not a look at every file: listing must stay cheap for 100,000 submissions.
 */
function stampOf(folder: string, xml: string): string | null {
  const own = statOf(`${folder}/${xml}`);
  if (own === undefined || !own.isFile()) return null;
  const around = statOf(folder);
  return `${own.size}-${own.mtimeMs}-${around?.mtimeMs ?? 0}`;
}

/** What stands at a path itself, a link not followed; undefined when nothing does, or it cannot be seen. */
function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
