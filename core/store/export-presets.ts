import type { Db } from './db.ts';

/**
 * Saved options of an export, under a name. The options are JSON text; only the caller knows what they mean.
 */
export interface StoredPreset {
  readonly name: string;
  readonly options: string;
  readonly folder: string;
  /** ISO 8601; null when never used. */
  readonly usedAt: string | null;
  readonly isReminded: boolean;
}

interface Row {
  readonly name: string;
  readonly options: string;
  readonly folder: string;
  readonly used_at: string | null;
  readonly is_reminded: number;
}

/** The name under which exports without a preset are remembered. */
const UNNAMED = '';

export class ExportPresets {
  readonly #all;
  readonly #find;
  readonly #save;
  readonly #remove;
  readonly #used;

  constructor(db: Db) {
    this.#all = db.prepare<[], Row>(`SELECT * FROM export_preset WHERE name <> '${UNNAMED}' ORDER BY name`);
    this.#find = db.prepare<[string], Row>('SELECT * FROM export_preset WHERE name = ?');
    this.#save = db.prepare<[string, string, string]>(
      `INSERT INTO export_preset (name, options, folder) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET options = excluded.options, folder = excluded.folder`,
    );
    this.#remove = db.prepare('DELETE FROM export_preset WHERE name = ?');
    this.#used = db.prepare<{ name: string; at: string }>(
      `INSERT INTO export_preset (name, options, folder, used_at, is_reminded) VALUES (@name, '{}', '', @at, 1)
       ON CONFLICT (name) DO UPDATE SET used_at = excluded.used_at, is_reminded = 1`,
    );
  }

  all(): StoredPreset[] {
    return this.#all.all().map(toPreset);
  }

  find(name: string): StoredPreset | null {
    const row = this.#find.get(name);
    return row === undefined || name === UNNAMED ? null : toPreset(row);
  }

  /** Adds a preset, or changes the one of that name. Takes JSON text. */
  save(name: string, options: string, folder: string): void {
    this.#save.run(name, options, folder);
  }

  remove(name: string): void {
    this.#remove.run(name);
  }

  /**
   * Remembers that a preset was used, and that the user saw the reminder for it. Null is an export without a
   * preset.
   */
  used(name: string | null, at: string): void {
    this.#used.run({ name: name ?? UNNAMED, at });
  }

  /** Whether an export with this preset was begun before. Null is an export without a preset. */
  isReminded(name: string | null): boolean {
    return this.#find.get(name ?? UNNAMED)?.is_reminded === 1;
  }
}

function toPreset(row: Row): StoredPreset {
  return {
    name: row.name,
    options: row.options,
    folder: row.folder,
    usedAt: row.used_at,
    isReminded: row.is_reminded === 1,
  };
}
