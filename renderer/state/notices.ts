import { useSyncExternalStore } from 'react';

/** Something that was done in the background, said for a moment and kept in the history. Never an error. */
export interface Said {
  readonly id: number;
  readonly at: string;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

let said: readonly Said[] = [];
let next = 1;
const listeners = new Set<() => void>();

/** Says that something is done ("Copied", "Exported 5 files"), with one thing to do with it. */
export function say(text: string, action?: Said['action']): void {
  said = [
    { id: next, at: new Date().toISOString(), text, ...(action === undefined ? {} : { action }) },
    ...said,
  ].slice(0, 200);
  next += 1;
  for (const listener of listeners) listener();
}

/** All that was said, newest first. */
export function useSaid(): readonly Said[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
}
