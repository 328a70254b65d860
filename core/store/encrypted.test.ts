// Covers core/store/connect.ts, core/store/copy-database.ts, core/store/database.ts,
// core/store/encrypted-page.ts, core/store/not-opened.ts,
// core/store/workers/copy-worker.ts.
import { createSecretKey } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { tinyForm } from '../../fixtures/servers/tiny-data.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import { KEY_FILE, type WorkspaceKeys } from '../model/workspace-keys.ts';
import { parseForm } from '../xform/parse-form.ts';
import { connect } from './connect.ts';
import { copyDatabase } from './copy-database.ts';
import { openReadOnly } from './database.ts';
import { readableIn } from './readable-in.ts';
import { Workspace } from './workspace.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-encrypted-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const keys = testWorkspaceKeys();
const otherKeys: WorkspaceKeys = { ...keys, database: createSecretKey(Buffer.alloc(32, 9)) };
const PLANTED = 'planted-answer';

/** An encrypted workspace that was closed, with as many forms as that. */
function made(forms = 3): string {
  const folder = mkdtempSync(join(root, 'workspace-'));
  writeFileSync(join(folder, KEY_FILE), '{}');
  const workspace = new Workspace(folder, keys);
  for (let i = 0; i < forms; i += 1) {
    const bytes = Buffer.from(tinyForm(`${PLANTED}-${i}`, 'survey', null));
    workspace.forms.put(bytes, parseForm(bytes, 'form.xml'), null, { id: 1, at: '2026-11-29' });
  }
  workspace.close();
  return folder;
}

const databaseOf = (folder: string): string => join(folder, 'attache.sqlite');

/** The code with which opening a workspace fails. */
function failure(folder: string, given: WorkspaceKeys | null): unknown {
  try {
    new Workspace(folder, given).close();
  } catch (error) {
    return { code: (error as { code: unknown }).code, params: (error as { params: unknown }).params };
  }
  return null;
}

/** Changes one byte of a page, numbered from 1. */
function flip(folder: string, page: number, at: number): void {
  const bytes = readFileSync(databaseOf(folder));
  const place = (page - 1) * 4096 + at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(databaseOf(folder), bytes);
}

test('an encrypted workspace opens with its keys, and no byte of it is plain', () => {
  const folder = made();
  for (const name of readdirSync(folder).filter((one) => one.startsWith('attache.sqlite'))) {
    const bytes = readFileSync(join(folder, name));
    expect(bytes.includes(PLANTED), name).toBe(false);
    expect(bytes.includes('SQLite format'), name).toBe(false);
  }
  const workspace = new Workspace(folder, keys);
  expect(workspace.forms.faces().map(({ formId }) => formId)).toHaveLength(3);
  expect([workspace.keys, workspace.fileKeys]).toEqual([keys, keys.files]);
  workspace.close();
});

describe('each reason why it does not open is told for what it is', () => {
  test('no key, where the key file is', () => {
    const folder = made();
    expect(failure(folder, null)).toEqual({ code: 'workspace.locked', params: { folder } });
    expect(() => openReadOnly(databaseOf(folder), null)).toThrow(
      expect.objectContaining({ code: 'workspace.locked' }),
    );
    expect(readableIn(folder)).toBeNull();
  });

  test('no key, and no database yet: a plain one is not made', () => {
    const folder = mkdtempSync(join(root, 'empty-'));
    writeFileSync(join(folder, KEY_FILE), '{}');
    expect(failure(folder, null)).toEqual({ code: 'workspace.locked', params: { folder } });
    expect(readdirSync(folder)).not.toContain('attache.sqlite');
  });

  test('the key file is gone', () => {
    const folder = made();
    rmSync(join(folder, KEY_FILE));
    expect(failure(folder, null)).toEqual({ code: 'workspace.key_missing', params: { folder } });
  });

  test('the key of another workspace', () => {
    const folder = made();
    const before = readFileSync(databaseOf(folder));
    expect(failure(folder, otherKeys)).toEqual({
      code: 'workspace.wrong_key',
      params: { folder, by: 'key' },
    });
    expect(() => openReadOnly(databaseOf(folder), otherKeys.database)).toThrow(
      expect.objectContaining({ code: 'workspace.wrong_key' }),
    );
    expect(readFileSync(databaseOf(folder)).equals(before)).toBe(true);
    new Workspace(folder, keys).close();
  });

  test('a key for a plain workspace', () => {
    const folder = mkdtempSync(join(root, 'plain-'));
    new Workspace(folder).close();
    expect(failure(folder, keys)).toMatchObject({ code: 'workspace.wrong_key' });
    new Workspace(folder).close();
  });

  test.each([
    ['the salt', 1, 3],
    ['the header', 1, 20],
    ['the first page', 1, 2000],
    ['its checksum', 1, 4090],
    ['the second page', 2, 100],
  ])('%s is damaged: the database is damaged, and the key is not blamed', (_what, page, at) => {
    const folder = made();
    flip(folder, page, at);
    expect(failure(folder, keys)).toMatchObject({ code: 'store.unusable' });
  });

  test('the file is cut, or is no database', () => {
    const folder = made();
    writeFileSync(databaseOf(folder), readFileSync(databaseOf(folder)).subarray(0, 4096 * 3));
    expect(failure(folder, keys)).toMatchObject({ code: 'store.unusable' });
    const other = mkdtempSync(join(root, 'other-'));
    for (const bytes of [Buffer.from('a note'), Buffer.alloc(8192, 'a long note ')]) {
      writeFileSync(databaseOf(other), bytes);
      expect(failure(other, null)).toMatchObject({ code: 'store.unusable' });
    }
  });
});

test('a page that is damaged while it is open is an error of the database', () => {
  const folder = made(40);
  const db = connect(databaseOf(folder), { key: keys.database });
  const pages = db.pragma('page_count', { simple: true }) as number;
  db.close();
  flip(folder, pages, 100);
  const damaged = connect(databaseOf(folder), { key: keys.database });
  expect(() => damaged.pragma('integrity_check')).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^SQLITE_(CORRUPT|IOERR|NOTADB)/) }),
  );
  damaged.close();
});

test('its copy is encrypted and opens with the same keys', async () => {
  const folder = made();
  const workspace = new Workspace(folder, keys);
  const copy = join(root, 'copy');
  await workspace.copyTo(copy);
  workspace.close();
  expect(readdirSync(copy).sort()).toEqual(['attache.sqlite', 'ciphertext', 'files', KEY_FILE]);
  expect(readFileSync(databaseOf(copy)).includes(PLANTED)).toBe(false);
  expect(failure(copy, null)).toMatchObject({ code: 'workspace.locked' });
  const opened = new Workspace(copy, keys);
  expect(opened.forms.faces()).toHaveLength(3);
  opened.close();
});

test('a copy that cannot be made is an error with a code', async () => {
  const path = databaseOf(made());
  await expect(copyDatabase(path, keys.database, path)).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
  await expect(copyDatabase(path, otherKeys.database, join(root, 'never.sqlite'))).rejects.toMatchObject({
    code: 'SQLITE_NOTADB',
  });
});

test('an older format is migrated under the key, and the copy of before is encrypted too', () => {
  const old = mkdtempSync(join(root, 'old-'));
  cpSync(fileURLToPath(new URL('../../fixtures/workspaces/2026-11', import.meta.url)), old, {
    recursive: true,
  });
  // SQLite's own way to encrypt a plain file.
  const plain = connect(databaseOf(old), { key: null });
  const format = plain.pragma('user_version', { simple: true }) as number;
  plain.pragma('journal_mode = DELETE');
  plain.pragma("cipher = 'sqlcipher'");
  plain.pragma('legacy = 4');
  plain.pragma(`rekey = "x'${keys.database.export().toString('hex')}'"`);
  plain.close();
  const workspace = new Workspace(old, keys);
  expect(workspace.totals.all().length).toBeGreaterThan(0);
  workspace.leaving.scrub();
  workspace.close();
  const copy = `${databaseOf(old)}.before-format-${format + 1}`;
  expect(readFileSync(copy).includes('household')).toBe(false);
  const before = connect(copy, { key: keys.database, readonly: true });
  expect(before.pragma('user_version', { simple: true })).toBe(format);
  expect(before.prepare('SELECT count(*) AS n FROM submission').get()).toEqual({ n: 126 });
  expect(before.prepare('SELECT count(*) AS n FROM private_key').get()).toEqual({ n: 0 });
  before.close();
});
