import { useSyncExternalStore } from 'react';
import type { CopiedFolder, Place } from '../../electron/ipc/common.ts';
import { ask } from './bridge.ts';

/** What Attaché wants to write into the folder. The words of the question depend on it. */
export type WrittenThere = 'export' | 'workspace' | 'key';

/** An open question: whether a folder that is copied elsewhere may be written into. */
export interface FolderQuestion {
  readonly copied: CopiedFolder;
  readonly what: WrittenThere;
  readonly answer: (isAccepted: boolean) => void;
}

let question: FolderQuestion | null = null;
const listeners = new Set<() => void>();

function put(next: FolderQuestion | null): void {
  question = next;
  for (const listener of listeners) listener();
}

export function useFolderQuestion(): FolderQuestion | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => question,
  );
}

/** Asks whether a folder that is copied elsewhere may be written into. The answer yes is kept for this folder. */
export async function mayWriteInto(copied: CopiedFolder | null, what: WrittenThere): Promise<boolean> {
  if (copied === null) return true;
  // Only one question is open. An earlier one is answered with no.
  question?.answer(false);
  const isAccepted = await new Promise<boolean>((resolve) => {
    put({
      copied,
      what,
      answer: (given) => {
        put(null);
        resolve(given);
      },
    });
  });
  if (isAccepted) await ask('app.acceptFolder', { folder: copied.folder });
  return isAccepted;
}

/**
 * Asks the same about a place that was just chosen. Returns the place; null where there is none or the user
 * says no.
 */
export async function usable(place: Place | null, what: WrittenThere): Promise<Place | null> {
  if (place === null) return null;
  const copied = await ask('app.copiedFolder', { placeId: place.id, isWorkspace: what === 'workspace' });
  return (await mayWriteInto(copied, what)) ? place : null;
}
