import { systemClock } from '../ground/clock.ts';
import type { RunOptions } from '../pull/run-options.ts';

/** The usual options of a test run: a pull of everything with one connection and one thread, without keys. */
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
