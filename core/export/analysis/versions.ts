import type { FieldType, FormModel } from '../../model/form.ts';
import { choicesOf } from '../../xform/question-choices.ts';
import { fieldsOf } from './fields-of.ts';

/** What one version of the form has, by its definition. */
export interface KnownVersion {
  /** True when it has the question. */
  has(path: string): boolean;
  /** Returns the type of a question; undefined when it has none. */
  typeOf(path: string): FieldType | undefined;
  /** Returns the values that a question offered; null when they are not known. */
  offered(path: string): ReadonlySet<string> | null;
}

/** Knows the versions of a form that have a definition here. */
export class KnownVersions {
  readonly #byName = new Map<string | null, KnownVersion>();
  /** All types that a question has had, by its path. */
  readonly #types = new Map<string, Set<FieldType>>();

  /** Takes all definitions, the newest first. When two have the same version, the newer one counts. */
  constructor(models: readonly FormModel[]) {
    for (const model of models) {
      const fields = fieldsOf(model);
      for (const { path, type } of fields) {
        const types = this.#types.get(path);
        if (types === undefined) this.#types.set(path, new Set([type]));
        else types.add(type);
      }
      if (this.#byName.has(model.version)) continue;
      const byPath = new Map(fields.toReversed().map((field) => [field.path, field]));
      this.#byName.set(model.version, {
        has: (path) => byPath.has(path),
        typeOf: (path) => byPath.get(path)?.type,
        offered: (path) => {
          const field = byPath.get(path);
          const choices = field === undefined ? null : choicesOf(field);
          return choices === null ? null : new Set(choices.map(({ value }) => value));
        },
      });
    }
  }

  /** Returns null for a version whose definition is not here. */
  of(version: string | null): KnownVersion | null {
    return this.#byName.get(version) ?? null;
  }

  /** True when some version asked for a file where this type is the column's. */
  mayBeFile(path: string): boolean {
    return this.#types.get(path)?.has('binary') === true;
  }
}
