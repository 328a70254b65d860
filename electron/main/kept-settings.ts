import type { Log } from '../../core/ground/log.ts';
import { rmSync } from '../../core/ground/patient-files.ts';
import { type Kept, writeSettings } from './settings-file.ts';

/** What the app keeps from one start to the next, in `settings.json`. A change is written at once. */
export class KeptSettings {
  readonly #path: string;
  readonly #log: Log;
  #kept: Kept;
  #areForgotten = false;

  /** Takes the path of the file, and what was read from it. */
  constructor(path: string, kept: Kept, log: Log) {
    this.#path = path;
    this.#kept = kept;
    this.#log = log;
  }

  get now(): Kept {
    return this.#kept;
  }

  keep(part: Partial<Kept>): void {
    if (this.#areForgotten) return;
    this.#kept = { ...this.#kept, ...part };
    try {
      writeSettings(this.#path, this.#kept);
    } catch {
      // The disk may be full: the settings hold until the app ends.
      this.#log.write('error', 'settings.not_written');
    }
  }

  /** Deletes the file and its copies, and writes none again. Returns the paths of those that stay. */
  forget(): readonly string[] {
    this.#kept = { ...this.#kept, workspaces: [], window: null };
    this.#areForgotten = true;
    return [this.#path, `${this.#path}.new`, `${this.#path}.damaged`].filter((path) => {
      try {
        rmSync(path, { force: true });
        return false;
      } catch {
        return true;
      }
    });
  }
}
