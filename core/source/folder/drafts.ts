import type { InstanceStates, ReadInstances } from '../../model/instance-states.ts';
import { around, type FolderTree, inside } from './tree.ts';

/** Tells drafts from finished submissions in the folders of Collect, wherever they lie in what was chosen. */
export class Drafts {
  readonly #tree: FolderTree;
  readonly #read: ReadInstances;
  readonly #known = new Map<string, InstanceStates | null>();
  /** Databases that could not be read. */
  readonly unreadable: string[] = [];

  constructor(tree: FolderTree, read: ReadInstances) {
    this.#tree = tree;
    this.#read = read;
  }

  /**
   * Whether an instance (its folder, or its XML file where several share one) is a draft; undefined where nothing says so.
   */
  isDraft(path: string): boolean | undefined {
    return this.#ofFolder(path) ?? this.#ofFile(path);
  }

  #ofFolder(path: string): boolean | undefined {
    const files = this.#statesBeside(around(path))?.get(this.#tree.nameOf(path));
    if (files === undefined) return undefined;
    const states = [...files.values()];
    // Several rows for one folder: a copy that is finished is not held back for one that is not.
    return states.length === 0 ? undefined : states.every((state) => state === 'draft');
  }

  #ofFile(path: string): boolean | undefined {
    const folder = around(path);
    const state = this.#statesBeside(around(folder))
      ?.get(this.#tree.nameOf(folder))
      ?.get(this.#tree.nameOf(path));
    return state === undefined ? undefined : state === 'draft';
  }

  /** Of the database that belongs to a folder of instances. */
  #statesBeside(instances: string): InstanceStates | null {
    const known = this.#known.get(instances);
    if (known !== undefined) return known;
    const path = inside(inside(around(instances), 'metadata'), 'instances.db');
    let states: InstanceStates | null = null;
    if (this.#isFile(path)) {
      try {
        states = this.#read((end) => this.#tree.contentOf(`${path}${end}`));
      } catch {
        this.unreadable.push(path);
      }
    }
    this.#known.set(instances, states);
    return states;
  }

  #isFile(path: string): boolean {
    try {
      return this.#tree.look(path)?.kind === 'file';
    } catch {
      return false;
    }
  }
}
