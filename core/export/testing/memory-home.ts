import { existsSync } from 'node:fs';
import type { ExportHome, MadeFile } from '../../model/export-home.ts';

/** A form in a test: its ID, its title, and its repeats. */
export type GivenForm = readonly [formId: string, title: string, ...repeats: string[]];

/**
 * A test's version of what an export knows of a workspace: forms, files that exports made, and the forms of a
 * key.
 */
export class MemoryHome implements ExportHome {
  readonly formId: string;
  readonly files = new Map<string, MadeFile & { readonly main?: string }>();
  readonly keys = new Map<string, readonly string[]>();
  readonly #forms: readonly GivenForm[];

  constructor(formId: string, forms: readonly GivenForm[] = [[formId, 'A form']]) {
    this.formId = formId;
    this.#forms = forms;
  }

  forms() {
    return this.#forms.map(([formId, title, ...repeats]) => ({
      formId,
      title,
      paths: () => ['', ...repeats],
    }));
  }

  made(path: string) {
    return this.files.get(path) ?? null;
  }

  madeWith(mainPath: string) {
    return [...this.files]
      .filter(([path, { main }]) => main === mainPath && existsSync(path))
      .map(([path]) => path);
  }

  formsOfKey(key: string) {
    return this.keys.get(key) ?? [];
  }
}
