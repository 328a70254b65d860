import type { KeyObject } from 'node:crypto';
import { connect } from './connect.ts';
import type { Db } from './db.ts';

/** A file that a database names and that a restore could not bring. */
export interface LostFile {
  /** From the workspace's folder, with `/`. */
  readonly path: string;
  /** The file of the backup that had it. */
  readonly volume: string;
}

/**
 * Notes in a restored database which files are not there, so that the next pull downloads their submissions again, and
 * that lists say what is missing. Takes a database that nobody has open. Returns how many submissions lack something.
 */
export function noteLostFiles(path: string, key: KeyObject | null, lost: Iterable<LostFile>): number {
  const db = connect(path, { key });
  try {
    db.exec(`CREATE TEMP TABLE lost (path TEXT PRIMARY KEY, volume TEXT NOT NULL);
      CREATE TEMP TABLE lacking (submission_id INTEGER NOT NULL, name TEXT NOT NULL, volume TEXT NOT NULL)`);
    return db.transaction(() => noteAll(db, lost))();
  } finally {
    db.close();
  }
}

function noteAll(db: Db, lost: Iterable<LostFile>): number {
  const add = db.prepare<[LostFile]>('INSERT OR IGNORE INTO lost VALUES (@path, @volume)');
  for (const file of lost) add.run(file);
  db.exec(`
    INSERT INTO lacking SELECT a.submission_id, a.name, l.volume
      FROM attachment a JOIN lost l ON l.path = 'files/' || a.file;
    INSERT INTO lacking SELECT s.id, 'submission.xml', l.volume
      FROM submission s JOIN lost l ON l.path = 'files/' || s.xml_file;
    INSERT INTO lacking SELECT c.submission_id, c.name, l.volume
      FROM ciphertext c JOIN lost l ON l.path = 'ciphertext/' || c.file;
    UPDATE attachment SET state = 'missing', file = NULL, size = NULL, md5 = NULL
      WHERE 'files/' || file IN (SELECT path FROM lost);
    DELETE FROM ciphertext WHERE 'ciphertext/' || file IN (SELECT path FROM lost);
    -- Another copy, whose signature proves it, is better than one whose document is gone.
    UPDATE submission SET xml_file = NULL, signature = 'not-checkable'
      WHERE 'files/' || xml_file IN (SELECT path FROM lost);
    UPDATE submission SET state = 'incomplete'
      WHERE state = 'decrypted' AND id IN (SELECT submission_id FROM lacking);
    INSERT INTO problem (submission_id, form_id, code, params, file, run_id)
      SELECT k.submission_id, s.form_id, 'backup.file_lost', json_object('file', k.name, 'volume', k.volume), k.name,
        ifnull((SELECT max(id) FROM run), 0)
      FROM lacking k JOIN submission s ON s.id = k.submission_id;
  `);
  return db.prepare<[], number>('SELECT count(DISTINCT submission_id) FROM lacking').pluck().get() ?? 0;
}
