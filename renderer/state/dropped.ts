import { useSyncExternalStore } from 'react';
import type { Place } from '../../electron/ipc/common.ts';

/** A file or folder that was dropped on the window, or chosen by Ctrl+O. It is kept until its screen has taken it. */
export interface Dropped {
  readonly kind: 'key' | 'source';
  readonly place: Place;
}

let waiting: Dropped | null = null;
const listeners = new Set<() => void>();

export function putDropped(dropped: Dropped | null): void {
  waiting = dropped;
  for (const listener of listeners) listener();
}

/**
 * The file or folder that waits for a screen of this kind. The screen calls `putDropped(null)` after it takes
 * it.
 */
export function useDropped(kind: Dropped['kind']): Place | null {
  const dropped = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting,
  );
  return dropped?.kind === kind ? dropped.place : null;
}
