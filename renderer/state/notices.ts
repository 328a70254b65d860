import { useSyncExternalStore } from 'react';

/**
 * Something that was done in the background. It is shown for a moment and kept in the history. It is never an
 * error.
 */
export interface Said {
  readonly id: number;
  readonly at: string;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

let said: readonly Said[] = [];
let next = 1;
const listeners = new Set<() => void>();

/** Says that something is done ("Copied", "Exported 5 files"), with one action for it. */
export function say(text: string, action?: Said['action']): void {
  said = [
    { id: next, at: new Date().toISOString(), text, ...(action === undefined ? {} : { action }) },
    ...said,
  ].slice(0, 200);
  next += 1;
  for (const listener of listeners) listener();
}

/** All notices, newest first. */
export function useSaid(): readonly Said[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
}
