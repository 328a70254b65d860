import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { copyFileSync } from '../ground/patient-files.ts';
import { makeWorkFolder, removeWorkFolder } from '../ground/work-folders.ts';
import type { InstanceStates } from '../model/instance-states.ts';
import { connect } from './connect.ts';
import type { Db } from './db.ts';

/** A phone has thousands of instances, at 1 KiB each. */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_ROWS = 1_000_000;

/**
 * Collect's words for what is not finished: a saved draft, with or without errors, or an edit that was begun.
 */
const DRAFT = new Set(['incomplete', 'invalid', 'valid', 'newEdit']);
const FINISHED = new Set(['complete', 'submitted', 'submissionFailed']);

/**
 * Reads from Collect's `instances.db` which submissions are drafts. The file is not ours and is not trusted.
 * It is copied with its journal to a private folder below `workFolder`: nothing is written beside the
 * original, and no other program that has it open is waited for. The copy must hold a plain table, and only
 * two columns of it are read. Throws when it cannot be read.
 */
export function readCollectInstances(path: string, workFolder: string): InstanceStates {
  const folder = makeWorkFolder(workFolder, 'instances');
  try {
    const copy = join(folder, 'instances.db');
    let size = 0;
    for (const end of ['', '-wal', '-journal']) {
      const found = lstatSync(`${path}${end}`, { throwIfNoEntry: false });
      if (found?.isFile() !== true) continue;
      size += found.size;
      if (size > MOST_BYTES) throw new RangeError('larger than any phone has it');
      copyFileSync(`${path}${end}`, `${copy}${end}`);
    }
    return statesIn(copy);
  } finally {
    removeWorkFolder(folder);
  }
}

function statesIn(path: string): InstanceStates {
  const db = connect(path, { key: null, fileMustExist: true });
  try {
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    checkTable(db);
    const rows = db.prepare<[], { path: unknown; status: unknown }>(
      `SELECT substr(instanceFilePath, -1000) AS path, substr(status, 1, 40) AS status FROM instances NOT INDEXED
       LIMIT ${MOST_ROWS}`,
    );
    const states = new Map<string, Map<string, 'draft' | 'finished'>>();
    for (const { path: file, status } of rows.iterate()) {
      // Collect always fills both columns.
      if (typeof file !== 'string' || typeof status !== 'string') throw new TypeError('damaged');
      const state = DRAFT.has(status) ? 'draft' : FINISHED.has(status) ? 'finished' : null;
      // Older versions of Collect store the whole path on the phone.
      const [folder, name] = file.split('/').slice(-2);
      if (state === null || folder === undefined || name === undefined) continue;
      const known = states.get(folder);
      if (known === undefined) states.set(folder, new Map([[name, state]]));
      else known.set(name, known.get(name) === 'finished' ? 'finished' : state);
    }
    // The journal has been applied by now. A file that ends inside a page was therefore cut.
    const pageSize = Number(db.pragma('page_size', { simple: true }));
    if (lstatSync(path).size % pageSize !== 0) throw new TypeError('cut off');
    return states;
  } finally {
    db.close();
  }
}

/**
 * Refuses a view, a virtual table and a computed column: each could run for ever, or do what its maker likes.
 */
function checkTable(db: Db): void {
  const table = db
    .prepare<[], { type: string; rootpage: number }>(
      "SELECT type, rootpage FROM sqlite_schema WHERE name = 'instances' COLLATE NOCASE",
    )
    .get();
  const columns = db.pragma('table_xinfo(instances)') as readonly { name: string; hidden: number }[];
  const isPlain = (name: string): boolean =>
    columns.some((column) => column.name === name && column.hidden === 0);
  if (table?.type !== 'table' || table.rootpage === 0 || !isPlain('instanceFilePath') || !isPlain('status')) {
    throw new TypeError('not the table of Collect');
  }
}
