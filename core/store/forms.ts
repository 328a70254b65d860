import { createHash } from 'node:crypto';
import { isProblem, type ProblemData, problemData } from '../ground/problem.ts';
import type { FormModel } from '../model/form.ts';
import type { FormHash } from '../model/form-ref.ts';
import type { ChoiceFiles } from '../xform/choice-file.ts';
import { parseForm } from '../xform/parse-form.ts';
import type { Db } from './db.ts';
import { FormMedia } from './form-media.ts';
import { newestFirst, type OrderedDefinition } from './form-order.ts';

export interface StoredForm {
  readonly id: number;
  readonly keyFingerprint: string | null;
  readonly lastRun: number;
  readonly model: FormModel;
}

interface FormRow {
  readonly id: number;
  readonly form_id: string;
  readonly key_fingerprint: string | null;
  readonly last_run: number;
  readonly arrival: number;
  readonly xml: Uint8Array;
}

/** A definition without its questions. */
export interface FormFace {
  readonly formId: string;
  readonly version: string | null;
  readonly title: string;
  readonly keyFingerprint: string | null;
}

interface FaceRow extends FormFace {
  readonly id: number;
  readonly lastRun: number;
}

/** The form definitions. Every version that was ever seen is kept, byte for byte. */
export class Forms {
  readonly #put;
  readonly #see;
  readonly #contents;
  readonly #rows;
  readonly #faces;
  /** By the row, and by the choice files that were used to read it. */
  readonly #models = new Map<string, FormModel | ProblemData>();
  readonly media: FormMedia;

  constructor(db: Db) {
    this.media = new FormMedia(db);
    this.#put = db.prepare(
      `INSERT INTO form (form_id, version, sha256, title, key_fingerprint, xml, last_run, stored_at)
       VALUES (?,?,?,?,?,?,?,?)
       ON CONFLICT (form_id, sha256) DO UPDATE SET last_run = excluded.last_run`,
    );
    this.#see = db.prepare('UPDATE form SET last_run = ? WHERE id = ?');
    this.#contents = db.prepare<[string], { id: number; sha256: string; xml: Uint8Array }>(
      'SELECT id, sha256, xml FROM form WHERE form_id = ?',
    );
    this.#faces = db.prepare<[], FaceRow>(
      `SELECT id, form_id AS formId, version, title, key_fingerprint AS keyFingerprint, last_run AS lastRun FROM form`,
    );
    // What one run stored came together.
    this.#rows = db.prepare<[], FormRow>(
      `SELECT id, form_id, key_fingerprint, last_run, xml, (SELECT min(o.id) FROM form o
         WHERE o.form_id = form.form_id AND o.stored_at = form.stored_at) AS arrival FROM form`,
    );
  }

  /**
   * Keeps a definition. Takes its bytes and model, the fingerprint of the key that it names, and the run that saw it.
   */
  put(
    bytes: Uint8Array,
    model: FormModel,
    keyFingerprint: string | null,
    run: { readonly id: number; readonly at: string },
  ): void {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#put.run(model.formId, model.version, sha256, model.title, keyFingerprint, bytes, run.id, run.at);
  }

  /** Notes that a run has seen a definition again, by its hash. False when that definition is not here. */
  see(formId: string, { algorithm, hex }: FormHash, runId: number): boolean {
    const found = this.#contents
      .all(formId)
      .find(
        ({ sha256, xml }) =>
          (algorithm === 'sha256' ? sha256 : createHash('md5').update(xml).digest('hex')) === hex,
      );
    if (found !== undefined) this.#see.run(runId, found.id);
    return found !== undefined;
  }

  /**
   * All definitions, by form ID, those of a form as `form-order.ts` orders them: the newest first. A
   * definition that this version of Attaché cannot read, though an earlier one could, is left out, so that it
   * does not stop other forms.
   */
  all(): readonly StoredForm[] {
    const forms = this.#rows.all().flatMap((row): StoredForm[] => {
      const model = this.#read(row);
      if ('code' in model) return [];
      return [{ id: row.id, keyFingerprint: row.key_fingerprint, lastRun: row.last_run, model }];
    });
    const ordered = forms.map((form) => {
      const { formId, version } = form.model;
      return { form, id: form.id, formId, version, lastRun: form.lastRun };
    });
    return inOrder(ordered).map(({ form }) => form);
  }

  /**
   * The names of all definitions and the keys in them, in the order of `all`. Does not read the definitions.
   */
  faces(): readonly FormFace[] {
    return inOrder(this.#faces.all());
  }

  /** The definitions of one form, the newest first. */
  of(formId: string): readonly StoredForm[] {
    return this.all().filter(({ model }) => model.formId === formId);
  }

  /** The problems of the definitions that `all` leaves out, by form id. */
  unreadable(): ReadonlyMap<string, ProblemData> {
    const found = new Map<string, ProblemData>();
    for (const row of this.#rows.all()) {
      const read = this.#read(row);
      if ('code' in read) found.set(row.form_id, read);
    }
    return found;
  }

  /** The problems of definitions in use that contain characters which could not be read, by form ID. */
  garbled(): ReadonlyMap<string, ProblemData> {
    const found = new Map<string, ProblemData>();
    const seen = new Set<string>();
    for (const { model } of this.all()) {
      const { formId, version, replaced = 0 } = model;
      // If several definitions have the same version, the newest is used. It comes first.
      const key = JSON.stringify([formId, version]);
      if (seen.has(key)) continue;
      seen.add(key);
      if (replaced > 0 && !found.has(formId)) {
        found.set(formId, problemData('form.characters_replaced', { form: formId, replaced }));
      }
    }
    return found;
  }

  #read(row: FormRow): FormModel | ProblemData {
    const key = `${row.id} ${this.media.state(row.form_id)}`;
    const known = this.#models.get(key);
    if (known !== undefined) return known;
    const read = modelOrProblem(row, this.media.filesOf(row.form_id));
    this.#models.set(key, read);
    return read;
  }
}

function modelOrProblem({ xml, form_id, arrival }: FormRow, files: ChoiceFiles): FormModel | ProblemData {
  try {
    // A server may put another ID into a definition than its submissions have.
    return { ...parseForm(xml, `${form_id}.xml`, files), formId: form_id, arrival };
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error.data;
  }
}

/** Sorts definitions by form ID, and those of each form from the newest to the oldest. */
function inOrder<D extends OrderedDefinition & { readonly formId: string }>(definitions: readonly D[]): D[] {
  const byForm = Map.groupBy(definitions, ({ formId }) => formId);
  return [...byForm]
    .sort(([one], [other]) => compare(one, other))
    .flatMap(([, definitionsOf]) => newestFirst(definitionsOf));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
