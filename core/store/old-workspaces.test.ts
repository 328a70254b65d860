// Covers core/store/database-copy.ts, core/store/export-presets.ts, core/store/exported.ts, core/store/submission-list.ts,
// core/store/version-keys.ts,
// core/store/settle-old-versions.ts.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { connect } from './connect.ts';
import { DatabaseCopy } from './database-copy.ts';
import type { Db } from './db.ts';
import { Workspace } from './workspace.ts';

/* Workspaces made by earlier versions open, keep every row, and are mended. */
const fixtures = fileURLToPath(new URL('../../fixtures/workspaces/', import.meta.url));
const names = readdirSync(fixtures, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const folders: string[] = [];
const open: Workspace[] = [];

/** Opens a copy of a workspace of then, changed before if need be, which brings it to the format of now. */
function opened(name: string, change?: (db: Db) => void): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'attache-old-'));
  folders.push(folder);
  cpSync(join(fixtures, name), folder, { recursive: true });
  if (change !== undefined) {
    const db = connect(join(folder, 'attache.sqlite'), { key: null });
    change(db);
    db.close();
  }
  const workspace = new Workspace(folder);
  open.push(workspace);
  return workspace;
}

afterEach(() => {
  for (const workspace of open.splice(0)) workspace.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test('there is a workspace of each version', () => {
  expect(names).toContain('2026-11');
});

describe('2026-11', () => {
  test('keeps every submission, record, ref and key', () => {
    const workspace = opened('2026-11');
    const count = (table: string): number =>
      rowsIn<{ n: number }>(workspace, `SELECT count(*) AS n FROM ${table}`)[0]?.n ?? 0;
    expect(count('submission')).toBe(126);
    expect(count('record')).toBe(127);
    expect(count('listed')).toBe(126);
    expect(count('private_key')).toBe(1);
    expect(count('earlier_manifest')).toBe(0);
    expect(rowsIn(workspace, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(rowsIn(workspace, 'PRAGMA foreign_key_check')).toEqual([]);
  });

  test('a backup counts its submissions as the workspace does', () => {
    const workspace = opened('2026-11');
    const counts = workspace.submissionCounts.byForm();
    workspace.close();
    const copy = new DatabaseCopy(join(workspace.folder, 'attache.sqlite'), null);
    const numbers = copy.counts().map(({ formId, submissions }) => [formId, submissions]);
    copy.close();
    expect(numbers).toEqual(counts.map(({ formId, submissions }) => [formId, submissions]));
  });

  test('remembers from now on which form an exported file is of', () => {
    const workspace = opened('2026-11');
    const path = join(workspace.folder, 'attache.sqlite');
    workspace.rememberFiles([path], 'household', new Date(0));
    expect(workspace.exported.find(path)).toMatchObject({ formId: 'household', mainPath: path });
    expect(workspace.exportHome('household').made(path)?.formId).toBe('household');
  });

  test('keeps the saved options of exports as presets', () => {
    const workspace = opened('2026-11', (db) => {
      const save = db.prepare('INSERT INTO export_profile (name, options, folder) VALUES (?, ?, ?)');
      save.run(
        'labels',
        '{"format":"tidy","choices":"labels","language":"French (fr)","names":"leaf"}',
        '/a',
      );
      save.run('values', '{"format":"briefcase","choices":"values","language":"French (fr)"}', '/b');
      save.run('older', '{"format":"tidy"}', '/c');
    });
    const kept = (name: string) => JSON.parse(workspace.exportPresets.find(name)?.options ?? '');
    expect(kept('labels')).toEqual({ format: 'tidy', labels: 'French (fr)', names: 'leaf' });
    expect(kept('values')).toEqual({ format: 'briefcase', labels: null });
    expect(kept('older')).toEqual({ format: 'tidy' });
    expect(workspace.exportPresets.all().map(({ folder }) => folder)).toEqual(['/a', '/c', '/b']);
  });

  test('asks again for what looks damaged', () => {
    const workspace = opened('2026-11', (db) => {
      const [first, second, third] = db
        .prepare<[], number>("SELECT id FROM submission WHERE state = 'decrypted' ORDER BY id")
        .pluck()
        .all();
      const mend = db.prepare(
        "UPDATE submission SET signature = 'mismatch', key_fingerprint = 'k' WHERE id = ?",
      );
      const tell = db.prepare(
        "INSERT INTO problem (submission_id, code, params, run_id) VALUES (?, 'decrypt.signature_mismatch', '{}', 1)",
      );
      for (const id of [first, second]) {
        mend.run(id);
        tell.run(id);
      }
      // A photo was missing, and came while its key was not at hand.
      db.prepare('UPDATE listed SET again_with_key = 1 WHERE submission_id = ?').run(third);
    });
    const doubts = rowsIn(
      workspace,
      `SELECT l.doubt, s.state, s.signature, count(*) AS n FROM listed l JOIN submission s ON s.id = l.submission_id
       WHERE l.doubt IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
    expect(doubts).toEqual([
      // Plain, of an encrypted form.
      { doubt: 'suspect', state: 'decrypted', signature: 'absent', n: 1 },
      { doubt: 'suspect', state: 'decrypted', signature: 'mismatch', n: 2 },
      { doubt: 'suspect', state: 'failed', signature: expect.any(String), n: 2 },
      { doubt: 'waits', state: 'decrypted', signature: 'valid', n: 1 },
    ]);
  });

  test('says "sealed" of what waits for a key', () => {
    const states = rowsIn(
      opened('2026-11'),
      'SELECT state, count(*) AS n FROM submission GROUP BY 1 ORDER BY 1',
    );
    expect(states).toEqual([
      { state: 'decrypted', n: 25 },
      { state: 'failed', n: 2 },
      { state: 'sealed', n: 99 },
    ]);
  });

  test('lets what was refused for a character, or opened with the wrong instance ID, be opened again', () => {
    const workspace = opened('2026-11', (db) => {
      const [refused, spaced, damaged] = db
        .prepare<[], { id: number; manifest: Uint8Array }>(
          "SELECT id, manifest FROM submission WHERE state = 'stored' ORDER BY id LIMIT 3",
        )
        .all();
      const fail = db.prepare('UPDATE submission SET state = ?, signature = ?, manifest = ? WHERE id = ?');
      const tell = db.prepare('UPDATE problem SET code = ? WHERE submission_id = ?');
      for (const [row, signature] of [
        [refused, 'valid'],
        [spaced, 'mismatch'],
        [damaged, 'mismatch'],
      ] as const) {
        const text = Buffer.from(row?.manifest ?? []).toString();
        const manifest = row === spaced ? text.replace(/(instanceID>)([^<]+)</, '$1 $2<') : text;
        fail.run('failed', signature, Buffer.from(manifest), row?.id);
        tell.run('decrypt.answers_damaged', row?.id);
      }
    });
    const states = rowsIn(workspace, 'SELECT state, count(*) AS n FROM submission GROUP BY 1 ORDER BY 1');
    expect(states).toEqual([
      { state: 'decrypted', n: 25 },
      { state: 'failed', n: 3 },
      { state: 'sealed', n: 98 },
    ]);
    expect(
      rowsIn(workspace, "SELECT count(*) AS n FROM problem WHERE code = 'decrypt.answers_damaged'"),
    ).toEqual([{ n: 2 }]);
  });

  test('finds what waits for a key, version by version', () => {
    const waiting = opened('2026-11').versionKeys.waiting();
    expect(waiting.reduce((sum, one) => sum + one.waiting, 0)).toBe(99);
  });

  test('takes edits and what they replace for one submission', () => {
    const { submissionCounts, submissionList, totals } = opened('2026-11');
    const idsOf = (allVersions: boolean): (string | null)[] =>
      [...submissionList.all('edited', allVersions)].map(({ instanceId }) => instanceId);
    expect(idsOf(false)).toEqual(['uuid:alone', 'uuid:edit-3']);
    expect(idsOf(true)).toEqual(['uuid:alone', 'uuid:edit-1', 'uuid:edit-3', 'uuid:edit-2']);
    expect([...submissionList.all(null)]).toHaveLength(124);
    expect(totals.all().find(({ formId }) => formId === 'edited')).toMatchObject({ onServer: 2, here: 2 });
    // What the two sides of a conflict hold is no edit of one another.
    expect(submissionCounts.byForm().find(({ formId }) => formId === 'hh_basic')?.submissions).toBe(2);
  });

  test('says what was deleted on its server', () => {
    const { submissionCounts, submissionList } = opened('2026-11');
    const said = Map.groupBy(submissionList.all(null), ({ onServer }) => onServer);
    expect([said.get(true)?.length, said.get(false)?.length, said.get(null)?.length]).toEqual([117, 3, 4]);
    expect(submissionCounts.byForm().reduce((sum, { deletedOnServer }) => sum + deletedOnServer, 0)).toBe(3);
  });

  test('settles what was taken for deleted when its list is read whole', () => {
    const workspace = opened('2026-11');
    const { submissionCounts, listings } = workspace;
    type List = { readonly source: string; readonly formId: string };
    const lists = rowsIn<List>(
      workspace,
      'SELECT DISTINCT source, form_id AS formId FROM listed WHERE is_gone = 1',
    );
    const gone = () => {
      const all = submissionCounts.byForm();
      return [
        all.reduce((sum, { deletedOnServer }) => sum + deletedOnServer, 0),
        all.reduce((sum, { noLongerListed }) => sum + noLongerListed, 0),
      ];
    };
    const settle = (isDeleted: boolean): void => {
      for (const { source, formId } of lists) {
        const steps = listings.markGone(source, formId, listings.startSeeing(), () => isDeleted);
        workspace.transaction(() => [...steps]);
      }
    };
    expect(gone()).toEqual([3, 0]);
    settle(false);
    expect(gone()[0]).toBe(0);
    expect(gone()[1]).toBeGreaterThanOrEqual(3);
    settle(true);
    expect(gone()[0]).toBeGreaterThanOrEqual(3);
  });

  test('finds what was read without the definition of its form', () => {
    const isUnread = 'read_by_form = 0 AND record_count > 0';
    const workspace = opened('2026-11', (db) => {
      db.exec('UPDATE submission SET read_by_form = 0 WHERE id % 40 = 1 AND record_count > 0');
    });
    type Unread = { readonly id: number; readonly formId: string; readonly version: string | null };
    const unread = rowsIn<Unread>(
      workspace,
      `SELECT id, form_id AS formId, version FROM submission NOT INDEXED WHERE ${isUnread}`,
    );
    expect(unread.length).toBeGreaterThan(1);
    for (const { id, formId, version } of unread) {
      expect([...workspace.records.readWithoutForm(formId, version)].map((one) => one.id)).toContain(id);
    }
  });

  test('names the sources of each submission, which have no project yet', () => {
    const workspace = opened('2026-11');
    const sources = rowsIn<{ source: string }>(workspace, 'SELECT DISTINCT source FROM listed').map(
      ({ source }) => source.replace(/^folder:/, ''),
    );
    const named = [...workspace.submissionList.all(null)].map((one) => one.sources);
    expect(named.every((names) => names.length > 0 && names.every((name) => sources.includes(name)))).toBe(
      true,
    );
    expect(rowsIn(workspace, 'SELECT 1 FROM listed WHERE place IS NOT NULL')).toEqual([]);
    expect(rowsIn(workspace, 'SELECT 1 FROM told_origin')).toEqual([]);
  });

  test('has a key for pseudonyms when one is needed, and keeps it', () => {
    const workspace = opened('2026-11');
    const key = Buffer.from(workspace.transaction(() => workspace.pseudonymKey.key()));
    expect(key).toHaveLength(32);
    expect(Buffer.from(workspace.pseudonymKey.key())).toEqual(key);
    expect(new Set(key).size).toBeGreaterThan(10);
  });

  test('keeps passwords of databases from now on, until they are forgotten', () => {
    const workspace = opened('2026-11');
    const account = 'postgresql://ann@db:5432/surveys';
    workspace.transaction(() => workspace.databaseLogins.setProtectedSecret(account, 'kept'));
    expect(workspace.databaseLogins.protectedSecret(account)).toBe('kept');
    expect(workspace.transaction(() => workspace.leaving.forgetPasswords())).toBe(1);
    expect(workspace.databaseLogins.accounts()).toEqual([]);
  });

  test('takes what a Central lists under another instance ID for an edit', () => {
    const two = (column: string, at: number): string =>
      `(SELECT ${column} FROM submission WHERE state = 'stored' AND form_id = 'child_health' ORDER BY id LIMIT 1 OFFSET ${at})`;
    const workspace = opened('2026-11', (db) =>
      db.exec(
        `INSERT OR REPLACE INTO server VALUES ('central', 'central', '{}');
         DELETE FROM listed WHERE submission_id IN (${two('id', 0)}, ${two('id', 1)});
         INSERT INTO listed (source, form_id, locator, listed_stamp, stamp, submission_id)
           VALUES ('central', 'child_health', '1/' || ${two('instance_id', 0)}, '', '', ${two('id', 1)})`,
      ),
    );
    expect([...workspace.submissionList.all(null)]).toHaveLength(123);
    expect(workspace.totals.all().find(({ source }) => source === 'central')).toMatchObject({
      onServer: 1,
      here: 1,
      notReadable: 1,
    });
  });

  test('names what no definition names after the definitions that are here, as before', () => {
    const workspace = opened('2026-11');
    const forms = rowsIn<{ formId: string; last: number }>(
      workspace,
      'SELECT form_id AS formId, max(id) AS last FROM form GROUP BY form_id',
    );
    const last = new Map(forms.map((form) => [form.formId, form.last]));
    const unnamed = rowsIn<{ formId: string; place: string; path: string }>(
      workspace,
      'SELECT form_id AS formId, record_path AS place, path FROM answer_path',
    );
    expect(unnamed.length).toBeGreaterThan(0);
    for (const formId of new Set(unnamed.map((one) => one.formId))) {
      const rows = workspace.rows(formId);
      const arrived = rows.arrivedPaths();
      expect(arrived.every(({ after }) => after === (last.get(formId) ?? 0))).toBe(true);
      const orderIn = (place: string, paths: readonly string[]): readonly string[] =>
        paths.filter((path) => arrived.some((one) => one.place === place && one.path === path));
      for (const [place, paths] of rows.storedPaths()) {
        const own = arrived.flatMap((one) => (one.place === place ? [one.path] : []));
        expect(own.filter((path) => paths.includes(path))).toEqual(orderIn(place, paths));
      }
    }
  });

  test('numbers an answer that no definition names after the last one, which an index finds', () => {
    const workspace = opened('2026-11');
    workspace.transaction(() => {
      workspace.records.paths.put('household', [
        ['', 'z/late'],
        ['', 'a/later'],
      ]);
    });
    const arrived = workspace.rows('household').arrivedPaths();
    expect(arrived.slice(-2).map(({ path }) => path)).toEqual(['z/late', 'a/later']);
    const [step] = rowsIn<{ detail: string }>(
      workspace,
      "EXPLAIN QUERY PLAN SELECT max(number) FROM path_arrival WHERE form_id = 'household'",
    );
    expect(step?.detail).toContain('path_arrival_number (form_id=?)');
  });

  test('has a column for what a version without a definition asks in another table', () => {
    const workspace = opened('2026-11', (db) =>
      db.exec(
        `CREATE TEMP TABLE one AS SELECT id FROM submission
           WHERE form_id = 'household' AND record_count > 0 AND read_by_form = 0 ORDER BY id LIMIT 1;
         INSERT INTO record SELECT id, 100, 'visit', 'k', 'r', '{"visit/day":"1","visit/blank":"\\n"}', '' FROM one;`,
      ),
    );
    expect(workspace.rows('household').storedPaths().get('visit')).toEqual(['visit/day']);
  });
});
