import { systemClock } from '../ground/clock.ts';
import type { RunOptions } from '../pull/run-options.ts';

/** What a test of a run leaves as it is: a pull of everything by one connection and one thread, without keys. */
export function plainRun(): Omit<RunOptions, 'workspace' | 'source' | 'sourceName'> {
  return {
    kind: 'pull',
    keys: [],
    formIds: null,
    full: false,
    keepCiphertext: false,
    connections: 1,
    threads: 1,
    clock: systemClock,
    signal: new AbortController().signal,
    onProgress: () => {},
  };
}
