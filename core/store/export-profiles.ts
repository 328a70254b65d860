import type { Db } from './db.ts';

/** Options for exports under a name. What the options are is the caller's matter: JSON text. */
export interface StoredProfile {
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

/** Stands for exports without a profile, in what is remembered of each. */
const UNNAMED = '';

export class ExportProfiles {
  readonly #all;
  readonly #find;
  readonly #save;
  readonly #remove;
  readonly #used;

  constructor(db: Db) {
    this.#all = db.prepare<[], Row>(`SELECT * FROM export_profile WHERE name <> '${UNNAMED}' ORDER BY name`);
    this.#find = db.prepare<[string], Row>('SELECT * FROM export_profile WHERE name = ?');
    this.#save = db.prepare<[string, string, string]>(
      `INSERT INTO export_profile (name, options, folder) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET options = excluded.options, folder = excluded.folder`,
    );
    this.#remove = db.prepare('DELETE FROM export_profile WHERE name = ?');
    this.#used = db.prepare<{ name: string; at: string }>(
      `INSERT INTO export_profile (name, options, folder, used_at, is_reminded) VALUES (@name, '{}', '', @at, 1)
       ON CONFLICT (name) DO UPDATE SET used_at = excluded.used_at, is_reminded = 1`,
    );
  }

  all(): StoredProfile[] {
    return this.#all.all().map(toProfile);
  }

  find(name: string): StoredProfile | null {
    const row = this.#find.get(name);
    return row === undefined || name === UNNAMED ? null : toProfile(row);
  }

  /** Adds a profile, or changes the one of that name. Takes JSON text. */
  save(name: string, options: string, folder: string): void {
    this.#save.run(name, options, folder);
  }

  remove(name: string): void {
    this.#remove.run(name);
  }

  /** Remembers a use, and that the user has been reminded with it. Null is an export without a profile. */
  used(name: string | null, at: string): void {
    this.#used.run({ name: name ?? UNNAMED, at });
  }

  /** Whether an export with that profile (null is without) has been begun before. */
  isReminded(name: string | null): boolean {
    return this.#find.get(name ?? UNNAMED)?.is_reminded === 1;
  }
}

function toProfile(row: Row): StoredProfile {
  return {
    name: row.name,
    options: row.options,
    folder: row.folder,
    usedAt: row.used_at,
    isReminded: row.is_reminded === 1,
  };
}
