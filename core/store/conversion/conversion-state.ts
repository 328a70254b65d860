import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { flushFolder } from '../../ground/flush-to-disk.ts';
import { rmSync } from '../../ground/patient-files.ts';
import { Problem } from '../../ground/problem.ts';
import { writeDurably } from '../../ground/write-durably.ts';
import type { ConversionReport, ConversionTarget } from '../../model/conversion.ts';

/**
 * What a conversion of a workspace has done so far, in `<workspace>/conversion/state.json`. A conversion can be
 * killed at any moment; what happens next depends only on the phase in this file.
 *
 * - `copy`: the copy grows in `conversion/new/`. The workspace is as it was, and can be opened and changed. The
 *   same conversion continues; any other command may throw the copy away.
 * - `swap`: the copy is whole, verified and on the disk. Its parts take the places of the old ones, one after
 *   the other, by renaming. Nobody may open the workspace before all have. Whoever comes next finishes this
 *   first; no key is needed.
 * - `clean`: the new parts are in their places. Only the old ones, in `conversion/old/`, are still to be removed.
 *
 * Without the file there is no conversion, whatever else is in the folder.
 */
export type Phase = 'copy' | 'swap' | 'clean';

export interface ConversionState {
  readonly format: 1;
  readonly to: ConversionTarget;
  readonly phase: Phase;
  /** Whether the user was given the recovery code of the key in `conversion/new/`. */
  readonly isCodeGiven: boolean;
  /** Null before the copy is whole. */
  readonly report: ConversionReport | null;
}

const FORMAT = 1;

/** The paths of a workspace's conversion. */
export interface ConversionPaths {
  readonly root: string;
  readonly state: string;
  /** The parts of the workspace that it becomes. */
  readonly new: string;
  /** The parts of the workspace that it was, when the others have taken their places. */
  readonly old: string;
}

export function conversionPaths(folder: string): ConversionPaths {
  const root = join(folder, 'conversion');
  return { root, state: join(root, 'state.json'), new: join(root, 'new'), old: join(root, 'old') };
}

/**
 * Reads the state of a workspace's conversion; null when there is none. Throws `store.newer` for the state of
 * a later version, `store.unusable` for one that is damaged, and the file system's errors.
 */
export function readState(folder: string): ConversionState | null {
  const { state: path } = conversionPaths(folder);
  if (!existsSync(path)) return null;
  const state = parse(readFileSync(path, 'utf8'));
  if (state === null) throw new Problem('store.unusable', { folder });
  if (state.format !== FORMAT) {
    throw new Problem('store.newer', { folder, found: Number(state.format), known: FORMAT });
  }
  return state;
}

/** Milliseconds since the state of a workspace's conversion was written. */
export function ageOfState(folder: string): number {
  const stats = lstatSync(conversionPaths(folder).state, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs;
}

/** Writes the state, so that it is on the disk whole or not at all. */
export function writeState(folder: string, state: ConversionState): void {
  const { root, state: path } = conversionPaths(folder);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  writeDurably(path, JSON.stringify(state));
  flushFolder(dirname(root));
}

/** Removes a conversion: everything of it, its state last. */
export function removeConversion(folder: string): void {
  const { root, old, new: copy } = conversionPaths(folder);
  // A folder of files may be a link to another disk. Its target goes too.
  for (const name of existsSync(old) ? readdirSync(old) : []) {
    const part = join(old, name);
    if (lstatSync(part).isSymbolicLink() && existsSync(part)) rmSync(realpathSync(part), { recursive: true });
  }
  for (const part of [old, copy]) rmSync(part, { recursive: true, force: true });
  rmSync(root, { recursive: true, force: true });
  flushFolder(folder);
}

function parse(text: string): ConversionState | null {
  try {
    return JSON.parse(text) as ConversionState;
  } catch {
    return null;
  }
}
