import { useSyncExternalStore } from 'react';
import type { Settings } from '../../../electron/ipc/app.ts';
import { useApp } from '../../state/app-info.ts';
import { putReply, useAsk } from '../../state/replies.ts';

const SHOWN = 3000;
let savedAt = 0;
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** True for three seconds after a setting was changed. */
export function useSavedMark(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => Date.now() - savedAt < SHOWN,
  );
}

/** The settings, and a function that changes some of them at once. */
export function useSettings(): {
  readonly settings: Settings;
  readonly set: (part: Partial<Settings>) => void;
  readonly problem: ReturnType<typeof useAsk<'app.set'>>['problem'];
} {
  const { settings } = useApp();
  const { ask, problem } = useAsk('app.set');
  const set = async (part: Partial<Settings>): Promise<void> => {
    const info = await ask(part);
    if (info === null) return;
    putReply('app.info', {}, info);
    savedAt = Date.now();
    tell();
    setTimeout(tell, SHOWN + 10);
  };
  return { settings, set: (part) => void set(part), problem };
}
