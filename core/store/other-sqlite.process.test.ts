// Covers core/store/workspace.ts.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { outputOf } from '../../fixtures/other-programs.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { Workspace } from './workspace.ts';

/* People open the database with the SQLite that their system, Python, R or viewer brings. Debian 12 has 3.40. */
const root = mkdtempSync(join(tmpdir(), 'attache-sqlite-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A workspace of before, mended; and one as it is made now, filled with the forms of the first. */
const mended = join(root, 'mended');
cpSync(fileURLToPath(new URL('../../fixtures/workspaces/2026-11', import.meta.url)), mended, {
  recursive: true,
});
const workspace = new Workspace(mended);
const counted = rowsIn<{ name: string; n: number }>(
  workspace,
  "SELECT name, 0 AS n FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'",
).map(({ name }) => {
  const [row] = rowsIn<{ n: number }>(workspace, `SELECT count(*) AS n FROM "${name}"`);
  return { name, n: row?.n ?? -1 };
});
workspace.close();
const fresh = join(root, 'fresh');
new Workspace(fresh).close();

function sqlite3(folder: string, sql: string): string {
  return outputOf('sqlite3', ['-readonly', '-json', join(folder, 'attache.sqlite'), sql]);
}

onlyWhere('sqlite3')('every table and view opens with the SQLite of this system', () => {
  expect(counted.filter(({ name }) => name.startsWith('household')).map(({ name }) => name)).toEqual([
    'household',
    'household member',
    'household member vaccination',
  ]);
  for (const { name, n } of counted) {
    const rows = sqlite3(mended, `SELECT * FROM "${name}"`);
    expect(rows === '' ? 0 : (JSON.parse(rows) as unknown[]).length, name).toBe(n);
  }
  expect(JSON.parse(sqlite3(mended, 'PRAGMA integrity_check'))).toEqual([{ integrity_check: 'ok' }]);
});

onlyWhere('sqlite3')('and it can write, which runs the triggers', () => {
  const copy = join(root, 'copy');
  cpSync(mended, copy, { recursive: true });
  const path = join(copy, 'attache.sqlite');
  outputOf('sqlite3', [
    path,
    'UPDATE listed SET submission_id = NULL; DELETE FROM problem; UPDATE submission SET record_count = 0',
  ]);
  expect(outputOf('sqlite3', [path, 'SELECT DISTINCT standing FROM listed'])).toBe('0\n');
});

onlyWhere('python3')('Python reads a new workspace', () => {
  const program = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(db.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()[0])`;
  expect(outputOf('python3', ['-c', program, join(fresh, 'attache.sqlite')])).toBe('6\n');
});
