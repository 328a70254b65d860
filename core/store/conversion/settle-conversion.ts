import { isProblem } from '../../ground/problem.ts';
import { storeProblem } from '../../ground/store-problem.ts';
import { OpenLock } from '../open-lock.ts';
import type { Opener } from '../open-notes.ts';
import {
  ageOfState,
  type ConversionState,
  readState,
  removeConversion,
  writeState,
} from './conversion-state.ts';
import { swapParts } from './swap.ts';

/**
 * Finishes a conversion whose copy was whole when its process ended. The caller holds the workspace alone.
 * Returns the state of what was finished; null when there was nothing to finish, also while a copy is not
 * whole. Throws `store.*` problems; the next call goes on from there.
 */
export function finishConversion(folder: string): ConversionState | null {
  const state = readState(folder);
  if (state === null || state.phase === 'copy') return null;
  if (state.phase === 'swap') {
    swapParts(folder, state);
    writeState(folder, { ...state, phase: 'clean' });
  }
  removeConversion(folder);
  return state;
}

/**
 * Finishes a conversion whose copy is whole (`finishConversion`), where there is one. Call it before looking
 * whether a workspace is encrypted. Throws `workspace.converting`, and `store.*` problems where the workspace
 * cannot be opened as it is.
 */
export function finishConverted(folder: string): void {
  settle(
    folder,
    (state) => state.phase !== 'copy',
    () => finishConversion(folder),
  );
}

/**
 * Settles what a killed conversion left in a workspace's folder, before the workspace is opened. A copy that is
 * whole takes its place. A plain copy of an encrypted workspace that is not whole is removed: whoever opens
 * the workspace wants it encrypted, and no answer may lie beside it in plain text. An encrypted copy that is
 * not whole stays for two weeks, for the conversion to continue. Throws as `finishConverted`.
 */
function settleConversion(folder: string): void {
  settle(
    folder,
    (state) => !isCopyToKeep(folder, state),
    () => {
      finishConversion(folder);
      removeConversion(folder);
    },
  );
}

function settle(folder: string, isNeeded: (state: ConversionState) => boolean, work: () => void): void {
  let state: ConversionState | null;
  try {
    state = readState(folder);
  } catch (error) {
    throw storeProblem(error, folder);
  }
  if (state === null || !isNeeded(state)) return;
  try {
    const release = new OpenLock(folder).holdAlone();
    try {
      work();
    } finally {
      release();
    }
  } catch (error) {
    const problem = storeProblem(error, folder);
    const isOfOthers = isProblem(problem) && problem.code === 'workspace.converting';
    // Only something old is still there: the next one to open the workspace removes it.
    if (state.phase === 'swap' || isOfOthers || !isProblem(problem)) throw problem;
  }
}

/** How long a copy is kept for a conversion that nobody continues: it may need as much room as the workspace. */
const KEPT_MS = 14 * 86_400_000;

function isCopyToKeep(folder: string, { phase, to }: ConversionState): boolean {
  return phase === 'copy' && to === 'encrypted' && ageOfState(folder) < KEPT_MS;
}

/**
 * Holds a workspace open (`OpenLock.hold`), with everything settled. Returns what lets go. Throws as
 * `finishConverted`.
 */
export function holdSettled(folder: string, opener: Opener): () => void {
  const lock = new OpenLock(folder);
  for (;;) {
    settleConversion(folder);
    const release = lock.hold(opener);
    // Another conversion may have been killed just before.
    if (!isHalfSwapped(folder)) return release;
    release();
  }
}

function isHalfSwapped(folder: string): boolean {
  try {
    return readState(folder)?.phase === 'swap';
  } catch {
    return false;
  }
}
