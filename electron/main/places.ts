import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Place } from '../ipc/common.ts';

const MOST = 1000;

/**
 * The files and folders that the user has chosen or dropped in this session. A window names them by id, so that a page
 * that was taken over can reach no file that was not given to it.
 */
export class Places {
  readonly #known = new Map<string, Place>();
  /** Those that came from a dialog for saving, which has asked before a file is replaced. */
  readonly #toSave = new Set<string>();
  readonly #onNew: (place: Place) => void;

  constructor(onNew: (place: Place) => void) {
    this.#onNew = onNew;
  }

  /** Makes a place of a path that the user has named. */
  add(path: string): Place {
    const whole = resolve(path);
    const isFolder = statSync(whole, { throwIfNoEntry: false })?.isDirectory() ?? false;
    const place = { id: randomUUID(), path: whole, isFolder };
    this.put(place);
    this.#onNew(place);
    return place;
  }

  /** Makes a place of a path that the user has named to save to. Only there may the window have something written. */
  addToSave(path: string): Place {
    const place = this.add(path);
    this.#toSave.add(place.id);
    return place;
  }

  /** Takes a place that the engine made of what it has written. */
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
