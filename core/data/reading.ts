import { join } from 'node:path';
import type { FileKeys, WorkspaceKeys } from '../model/workspace-keys.ts';
import { type Browse, browseWith } from '../store/browse/browse.ts';
import type { FormFacts } from '../store/browse/form-facts.ts';
import { openReadOnly } from '../store/database.ts';
import type { Db } from '../store/db.ts';
import { Forms } from '../store/forms.ts';
import { Origins } from '../store/origins.ts';
import { ProblemGroups } from '../store/problem-groups.ts';
import { AnsweredColumns } from './answered-columns.ts';
import { FormColumns } from './form-columns.ts';

/** What was read of a form, and the version of the database at that time. */
interface Known<T> {
  readonly at: number;
  readonly value: T;
}

/**
 * A workspace that is open for reading over a separate connection. It keeps what it knows about the forms
 * until something is written.
 */
export class Reading {
  readonly browse: Browse;
  readonly forms: Forms;
  readonly origins: Origins;
  readonly groups: ProblemGroups;
  readonly answered: AnsweredColumns;
  readonly filesFolder: string;
  /** The keys under which the files are written; null in a plain workspace. */
  readonly fileKeys: FileKeys | null;
  readonly #db: Db;
  readonly #forms = new Map<string, Known<FormColumns>>();
  readonly #repeats = new Map<string, Known<ReadonlyMap<string, number>>>();
  readonly #readable = new Map<string, Known<number>>();
  readonly #versions = new Map<string, Known<ReturnType<FormFacts['versions']>>>();

  /**
   * Takes the workspace's folder and its keys. One that reads whole tables keeps little of what it has read: a table
   * that is read again is longer than what could be kept. Throws `store.*` problems.
   */
  constructor(folder: string, keys: WorkspaceKeys | null, readsTables = false) {
    this.fileKeys = keys?.files ?? null;
    this.filesFolder = join(folder, 'files');
    this.#db = openReadOnly(join(folder, 'attache.sqlite'), keys?.database ?? null);
    if (readsTables) this.#db.pragma('cache_size = -8000');
    this.browse = browseWith(this.#db);
    this.answered = new AnsweredColumns(this.browse);
    this.forms = new Forms(this.#db);
    this.origins = new Origins(this.#db);
    this.groups = new ProblemGroups(this.#db);
  }

  close(): void {
    this.answered.close();
    this.#db.close();
  }

  /** Returns the columns of a form, over all its versions. */
  form(formId: string): FormColumns {
    return this.#known(this.#forms, formId, () => {
      const models = this.forms.of(formId).map(({ model }) => model);
      return new FormColumns(models, this.browse.form.unnamedPaths(formId));
    });
  }

  /** Returns the number of rows of each repeat. */
  repeatRows(formId: string): ReadonlyMap<string, number> {
    return this.#known(this.#repeats, formId, () => this.browse.form.repeatRows(formId));
  }

  /** Returns the number of readable submissions of a form: to count many takes longer than to read a page of them. */
  readable(formId: string): number {
    return this.#known(this.#readable, formId, () => this.browse.form.countReadable(formId));
  }

  /** Returns how many readable submissions each version of a form has, the newest version first. */
  versions(formId: string): ReturnType<FormFacts['versions']> {
    return this.#known(this.#versions, formId, () => this.browse.form.versions(formId));
  }

  /** Reads again what was read before anything was written since. */
  #known<T>(known: Map<string, Known<T>>, formId: string, read: () => T): T {
    const at = this.browse.form.version();
    const before = known.get(formId);
    if (before?.at === at) return before.value;
    const value = read();
    known.set(formId, { at, value });
    return value;
  }
}
