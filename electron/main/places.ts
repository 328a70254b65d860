import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Place } from '../ipc/common.ts';

const MOST = 1000;

/**
 * The files and folders that the user has chosen or dropped in this session. A window names them by ID. So a
 * page under an attacker's control can reach only files that the user gave to it.
 */
export class Places {
  readonly #known = new Map<string, Place>();
  /** IDs of the places from a save dialog. The dialog has asked before it replaces a file. */
  readonly #toSave = new Set<string>();
  readonly #onNew: (place: Place) => void;

  constructor(onNew: (place: Place) => void) {
    this.#onNew = onNew;
  }

  /** Makes a place of a path that the user has chosen. */
  add(path: string): Place {
    const whole = resolve(path);
    const isFolder = statSync(whole, { throwIfNoEntry: false })?.isDirectory() ?? false;
    const place = { id: randomUUID(), path: whole, isFolder };
    this.put(place);
    this.#onNew(place);
    return place;
  }

  /**
   * Makes a place of a path that the user has chosen to save to. A window may have files written only to
   * these.
   */
  addToSave(path: string): Place {
    const place = this.add(path);
    this.#toSave.add(place.id);
    return place;
  }

  /** Adds a place that the engine made of a file that it has written. */
  put(place: Place): void {
    this.#known.set(place.id, place);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) {
      this.#known.delete(oldest);
      this.#toSave.delete(oldest);
    }
  }

  find(id: string): Place | null {
    return this.#known.get(id) ?? null;
  }

  findToSave(id: string): Place | null {
    return this.#toSave.has(id) ? this.find(id) : null;
  }

  all(): readonly Place[] {
    return [...this.#known.values()];
  }
}
