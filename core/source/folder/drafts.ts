import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InstanceStates, ReadInstances } from '../../model/instance-states.ts';

/** Tells drafts from finished submissions in the folders of Collect, wherever they lie in what was chosen. */
export class Drafts {
  readonly #read: ReadInstances;
  readonly #known = new Map<string, InstanceStates | null>();
  /** Databases that could not be read. */
  readonly unreadable: string[] = [];

  readonly #nameOf: (path: string) => string;

  /** Takes what tells by which name Collect knew what lies at a path. */
  constructor(read: ReadInstances, nameOf: (path: string) => string) {
    this.#read = read;
    this.#nameOf = nameOf;
  }

  /**
   * Whether an instance (its folder, or its XML file where several share one) is a draft; undefined where nothing says so.
   */
  isDraft(path: string): boolean | undefined {
    return this.#ofFolder(path) ?? this.#ofFile(path);
  }

  #ofFolder(path: string): boolean | undefined {
    const files = this.#statesBeside(dirname(path))?.get(this.#nameOf(path));
    if (files === undefined) return undefined;
    const states = [...files.values()];
    // Several rows for one folder: a copy that is finished is not held back for one that is not.
    return states.length === 0 ? undefined : states.every((state) => state === 'draft');
  }

  #ofFile(path: string): boolean | undefined {
    const folder = dirname(path);
    const state = this.#statesBeside(dirname(folder))?.get(this.#nameOf(folder))?.get(this.#nameOf(path));
    return state === undefined ? undefined : state === 'draft';
  }

  /** Of the database that belongs to a folder of instances. */
  #statesBeside(instances: string): InstanceStates | null {
    const known = this.#known.get(instances);
    if (known !== undefined) return known;
    const path = join(dirname(instances), 'metadata', 'instances.db');
    let states: InstanceStates | null = null;
    if (isFile(path)) {
      try {
        states = this.#read(path);
      } catch {
        this.unreadable.push(path);
      }
    }
    this.#known.set(instances, states);
    return states;
  }
}

function isFile(path: string): boolean {
  try {
    return lstatSync(path).isFile();
  } catch {
    return false;
  }
}
