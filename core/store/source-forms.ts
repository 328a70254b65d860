import { type FormRef, type FormState, formStates } from '../model/form-ref.ts';
import type { Db } from './db.ts';
import { ListedWriter } from './listed-writer.ts';

/** A form as one source lists it, with the user's choices for it. */
export interface SourceForm {
  readonly source: string;
  /** '' is for submissions that only name their form themselves, as in a Collect folder or loose files. */
  readonly formId: string;
  readonly title: string;
  readonly version: string | null;
  /** When its list was last read to the end, ISO 8601; null when it never was. */
  readonly countedAt: string | null;
  /** When its list was last read from its start to its end, ISO 8601; null when it never was. */
  readonly comparedAt: string | null;
  readonly lastPullAt: string | null;
  readonly isChosen: boolean;
  /** The server keeps the private key of the form's submissions. */
  readonly isKeyKept: boolean;
  /** The fingerprints of the keys that the server keeps; null when the server does not report them. */
  readonly keptKeys: readonly string[] | null;
  /** The hints for the passphrases of these keys, by fingerprint. */
  readonly keyHints: Readonly<Record<string, string>>;
  /** The server reports that the form is encrypted. */
  readonly isEncrypted: boolean;
  /** Why the form accepts no new submissions, if the server gives a reason; null when it accepts them. */
  readonly serverState: FormState | null;
  /** The server's count of submissions in its list of forms; null when it gave none. */
  readonly serverCount: number | null;
  /** Since when its server no longer lists it, ISO 8601; null while the server does. */
  readonly unlistedAt: string | null;
  /** JSON, as the user set it; null means the usual settings. */
  readonly settings: string | null;
}

/** What is known of a list of forms besides the forms. */
export interface FormListing {
  /** It may lack some forms. */
  readonly isPartial?: boolean;
  /** When the server sent it, ISO 8601; absent for the list of a folder. */
  readonly at?: string;
}

interface Row {
  readonly source: string;
  readonly form_id: string;
  readonly title: string;
  readonly version: string | null;
  readonly counted_at: string | null;
  readonly compared_at: string | null;
  readonly last_pull_at: string | null;
  readonly is_chosen: number;
  readonly is_key_kept: number;
  readonly kept_keys: string | null;
  readonly key_hints: string | null;
  readonly is_encrypted: number;
  readonly server_count: number | null;
  readonly server_state: string | null;
  readonly unlisted_at: string | null;
  readonly settings: string | null;
}

/** The forms of every source. All writing is in the caller's transaction. */
export class SourceForms {
  readonly #put;
  readonly #ids;
  readonly #forget;
  readonly #writer: ListedWriter;
  readonly #unlist;
  readonly #counted;
  readonly #compared;
  readonly #pulled;
  readonly #choose;
  readonly #set;
  readonly #all;
  readonly #find;

  constructor(db: Db) {
    this.#put = db.prepare(
      `INSERT INTO source_form (source, form_id, title, version, is_key_kept, is_opened_there, is_encrypted, server_count,
         kept_keys, server_state, key_hints)
       VALUES (?,?,?,?,?,?,?,?,?,?,?)
       ON CONFLICT DO UPDATE SET title = excluded.title, version = excluded.version,
         is_key_kept = excluded.is_key_kept, is_opened_there = excluded.is_opened_there,
         is_encrypted = excluded.is_encrypted,
         server_count = excluded.server_count, kept_keys = excluded.kept_keys,
         server_state = excluded.server_state, key_hints = excluded.key_hints,
         compared_at = iif(unlisted_at IS NULL, compared_at, NULL), unlisted_at = NULL`,
    );
    this.#ids = db.prepare<[string], string>('SELECT form_id FROM source_form WHERE source = ?').pluck();
    this.#forget = db.prepare(
      `DELETE FROM source_form WHERE source = @source AND form_id = @formId
       AND (last_pull_at IS NULL OR @isFolder = 1) AND NOT EXISTS (SELECT 1 FROM listed WHERE source = @source AND form_id = @formId)`,
    );
    this.#writer = new ListedWriter(db);
    this.#unlist = db.prepare(
      'UPDATE source_form SET unlisted_at = ifnull(unlisted_at, @at) WHERE source = @source AND form_id = @formId',
    );
    this.#counted = db.prepare('UPDATE source_form SET counted_at = ? WHERE source = ? AND form_id = ?');
    this.#compared = db.prepare('UPDATE source_form SET compared_at = ? WHERE source = ? AND form_id = ?');
    this.#pulled = db.prepare('UPDATE source_form SET last_pull_at = ? WHERE source = ? AND form_id = ?');
    this.#choose = db.prepare('UPDATE source_form SET is_chosen = ? WHERE source = ? AND form_id = ?');
    this.#set = db.prepare('UPDATE source_form SET settings = ? WHERE source = ? AND form_id = ?');
    this.#all = db.prepare<[], Row>(
      'SELECT * FROM source_form ORDER BY source, title COLLATE NOCASE, form_id',
    );
    this.#find = db.prepare<[string, string], Row>(
      'SELECT * FROM source_form WHERE source = ? AND form_id = ?',
    );
  }

  /**
   * Keeps a source's list of forms. Of several versions of a form, the last one counts. The submissions of a
   * form that is no longer listed count as not listed, not as deleted. A missing form that was never pulled,
   * and of which nothing was ever listed, is forgotten. When a form is listed again, its list is read from
   * the start. A partial list changes nothing for the forms that it lacks. Returns the forms that were here
   * and that the list lacks.
   */
  putList(
    source: string,
    forms: readonly FormRef[],
    { isPartial = false, at }: FormListing = {},
  ): readonly SourceForm[] {
    for (const { formId, name, version, counted, ...form } of forms) {
      const flags = [form.isKeyKept, form.isOpenedThere, form.isEncrypted].map((is) => (is === true ? 1 : 0));
      const kept = form.keptKeys === undefined ? null : JSON.stringify(form.keptKeys);
      const hints = form.keyHints === undefined ? null : JSON.stringify(form.keyHints);
      this.#put.run(
        source,
        formId,
        name,
        version,
        ...flags,
        counted ?? null,
        kept,
        form.state ?? null,
        hints,
      );
    }
    const listed = new Set(forms.map(({ formId }) => formId));
    const lacking = this.#ids.all(source).filter((formId) => !listed.has(formId));
    if (!isPartial) {
      for (const formId of lacking) {
        this.#writer.hideForm(source, formId);
        if (at !== undefined) this.#unlist.run({ source, formId, at });
        this.#forget.run({ source, formId, isFolder: at === undefined ? 1 : 0 });
      }
    }
    return lacking.flatMap((formId) => this.find(source, formId) ?? []);
  }

  /** Notes that a form's list was read to its end. */
  counted(source: string, formId: string, at: string): void {
    this.#counted.run(at, source, formId);
  }

  /**
   * Notes that a form's list was read from start to end, so that a submission it no longer lists is known to
   * be gone.
   */
  compared(source: string, formId: string, at: string): void {
    this.#compared.run(at, source, formId);
  }

  /** Notes that the known list of a form may be wrong, so that it is next read from its start. */
  uncompared(source: string, formId: string): void {
    this.#compared.run(null, source, formId);
  }

  pulled(source: string, formId: string, at: string): void {
    this.#pulled.run(at, source, formId);
  }

  choose(source: string, formId: string, isChosen: boolean): void {
    this.#choose.run(isChosen ? 1 : 0, source, formId);
  }

  set(source: string, formId: string, settings: string): void {
    this.#set.run(settings, source, formId);
  }

  /**
   * The hint for the passphrase of a key that a server keeps, from any form that has it; null when none has.
   */
  keyHint(fingerprint: string): string | null {
    return (
      this.all().find(({ keyHints }) => keyHints[fingerprint] !== undefined)?.keyHints[fingerprint] ?? null
    );
  }

  find(source: string, formId: string): SourceForm | null {
    const row = this.#find.get(source, formId);
    return row === undefined ? null : formOf(row);
  }

  /** By source, then by title. */
  all(): readonly SourceForm[] {
    return this.#all.all().map(formOf);
  }
}

function formOf(row: Row): SourceForm {
  return {
    source: row.source,
    formId: row.form_id,
    title: row.title,
    version: row.version,
    countedAt: row.counted_at,
    comparedAt: row.compared_at,
    lastPullAt: row.last_pull_at,
    isChosen: row.is_chosen === 1,
    isKeyKept: row.is_key_kept === 1,
    keptKeys: row.kept_keys === null ? null : (JSON.parse(row.kept_keys) as string[]),
    keyHints: row.key_hints === null ? {} : (JSON.parse(row.key_hints) as Record<string, string>),
    isEncrypted: row.is_encrypted === 1,
    serverCount: row.server_count,
    unlistedAt: row.unlisted_at,
    serverState: formStates.find((state) => state === row.server_state) ?? null,
    settings: row.settings,
  };
}
