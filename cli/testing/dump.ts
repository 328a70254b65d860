import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { plainBytes, testDatabase } from '../../fixtures/switched-workspace.ts';

/**
 * Columns that differ between two equal workspaces: when, in which run or how often something happened, and
 * numbers that follow the order of arrival. "How often" includes that a damaged copy is certain only after it
 * came twice.
 */
const LEFT_OUT = new Set([
  'counted_at',
  'compared_at',
  'last_pull_at',
  'id',
  'run_id',
  'last_run',
  'stored_at',
  'doubt',
]);

/**
 * Returns everything that a workspace holds, as text. Two workspaces with the same content give the same
 * text: every table row by row, submissions by their content id, and every file with its hash. Runs and times
 * are left out.
 */
export function dumpWorkspace(folder: string): string[] {
  const db = testDatabase(folder, { readonly: true });
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('run', 'pull')",
    )
    .pluck()
    .all();
  const names = new Map(
    db
      .prepare<[], { id: number; content_id: string }>('SELECT id, content_id FROM submission')
      .all()
      .map(({ id, content_id }) => [id, content_id]),
  );
  const rows = tables.flatMap((table) =>
    db
      .prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`)
      .all()
      .map((row) => `${table} ${JSON.stringify(readable(row, names))}`),
  );
  db.close();
  return [
    ...rows,
    ...['files', 'ciphertext', 'incoming'].flatMap((name) => filesIn(join(folder, name), name)),
  ].sort();
}

function readable(row: Record<string, unknown>, names: ReadonlyMap<number, string>): [string, unknown][] {
  return Object.entries(row)
    .filter(([column]) => !LEFT_OUT.has(column))
    .map(([column, value]) => {
      if (column === 'submission_id' || column === 'row_id')
        return [column, names.get(value as number) ?? value];
      return [column, value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value];
    });
}

function filesIn(folder: string, name: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return `file ${name}${path.slice(folder.length)} ${createHash('sha256').update(plainBytes(path)).digest('hex')}`;
    });
}
