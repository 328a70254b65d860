import { readWhole, sizeOf } from '../model/content.ts';
import type { DatabaseFile, InstanceStates } from '../model/instance-states.ts';
import { connect } from './connect.ts';
import type { Db } from './db.ts';
import { rolledBack } from './rollback-journal.ts';
import { pageSizeOf } from './sqlite-header.ts';
import { withLog } from './write-ahead-log.ts';

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
 * It is read in memory: it has answers in it, of which no copy may lie on the disk, nothing is written beside
 * the original, and no other program that has it open is waited for. It must hold a plain table, and only two
 * columns of it are read. Throws when it cannot be read.
 */
export function readCollectInstances(file: DatabaseFile): InstanceStates {
  let left = MOST_BYTES;
  const read = (end: '' | '-wal' | '-journal'): Uint8Array => {
    const content = file(end);
    if (content === null) return new Uint8Array();
    left -= sizeOf(content);
    if (left < 0) throw new RangeError('larger than any phone has it');
    return readWhole(content);
  };
  return statesIn(withLog(rolledBack(read(''), read('-journal')), read('-wal')));
}

function statesIn(bytes: Uint8Array): InstanceStates {
  const pageSize = pageSizeOf(bytes);
  // All journals have been applied. A file that ends inside a page was therefore cut.
  if (bytes.length === 0 || bytes.length % pageSize !== 0) throw new TypeError('cut off');
  const own = Buffer.from(bytes);
  // SQLite opens no database in memory that says that it has a log beside it.
  if (own[18] === 2) own[18] = 1;
  if (own[19] === 2) own[19] = 1;
  const db = connect(own, { key: null });
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
