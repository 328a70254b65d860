import { existsSync } from 'node:fs';
import { isUnchanged } from '../ground/own-files.ts';
import type { ExportHome, MadeFile, NamedForm } from '../model/export-home.ts';
import { tablesOf } from '../xform/shapes.ts';
import type { Db } from './db.ts';
import type { Exported } from './exported.ts';
import type { Forms } from './forms.ts';
import { hasContent, hasInstance } from './submission-ids.ts';

/**
 * What an export of one form must know about the workspace's other forms and about the files of earlier
 * exports.
 */
export class StoredHome implements ExportHome {
  readonly formId: string;
  readonly #forms: Forms;
  readonly #exported: Exported;
  readonly #formIds;
  readonly #recordPaths;
  readonly #formsOf;

  constructor(db: Db, formId: string, forms: Forms, exported: Exported) {
    this.formId = formId;
    this.#forms = forms;
    this.#exported = exported;
    // Uses the index to jump from form to form, and does not read the submissions.
    this.#formIds = db
      .prepare<[], string>(
        `WITH RECURSIVE known (id) AS (
           SELECT min(form_id) FROM submission
           UNION ALL
           SELECT (SELECT min(form_id) FROM submission WHERE form_id > known.id) FROM known WHERE known.id IS NOT NULL
         )
         SELECT id FROM known WHERE id IS NOT NULL`,
      )
      .pluck();
    this.#recordPaths = db
      .prepare<[string], string>('SELECT DISTINCT record_path FROM answer_path WHERE form_id = ?')
      .pluck();
    this.#formsOf = db
      .prepare<[object], string>(
        `SELECT form_id FROM submission WHERE ${hasInstance('@id')} AND form_id IS NOT NULL
         UNION SELECT form_id FROM submission WHERE ${hasContent('@id')} AND form_id IS NOT NULL`,
      )
      .pluck();
  }

  forms(): readonly NamedForm[] {
    const titles = new Map<string, string>();
    for (const { formId, title } of this.#forms.faces()) if (!titles.has(formId)) titles.set(formId, title);
    for (const formId of this.#formIds.all()) if (!titles.has(formId)) titles.set(formId, '');
    return [...titles].map(([formId, title]) => ({ formId, title, paths: () => this.#paths(formId) }));
  }

  made(path: string): MadeFile | null {
    const known = this.#exported.find(path);
    if (known === null || !existsSync(path)) return null;
    return { formId: known.formId, madeAt: known.madeAt, isUnchanged: isUnchanged(path, known) };
  }

  madeWith(mainPath: string): readonly string[] {
    return this.#exported.madeWith(mainPath).filter((path) => existsSync(path));
  }

  /** The key of a repeat's row begins with the key of its submission, which may contain slashes itself. */
  formsOfKey(key: string): readonly string[] {
    for (let end = key.length; end > 0; end = key.lastIndexOf('/', end - 1)) {
      const id = key.slice(0, end);
      const forms = this.#formsOf.all({ id });
      if (forms.length > 0) return forms;
    }
    return [];
  }

  #paths(formId: string): readonly string[] {
    const defined = this.#forms.of(formId).flatMap(({ model }) => tablesOf(model).map(({ path }) => path));
    return [...new Set(['', ...defined, ...this.#recordPaths.all(formId)])];
  }
}
