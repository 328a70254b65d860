// Covers core/store/connect.ts, core/store/database.ts, core/store/decrypted-pages.ts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { outputOf } from '../../fixtures/other-programs.ts';
import { writeBriefcaseStorage } from '../../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { plainSqlite } from '../../fixtures/sqlcipher/plain-sqlite.ts';
import { RAW_KEY, VECTOR_KEY } from '../../fixtures/sqlcipher/vector.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import { runLine } from '../pull/run.ts';
import { folderSource } from '../source/folder/folder.ts';
import { plainRun } from '../testing/run-options.ts';
import { connect } from './connect.ts';
import { openDatabase } from './database.ts';
import { decryptedPages } from './decrypted-pages.ts';
import { Workspace } from './workspace.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-sqlcipher-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const keys = { ...testWorkspaceKeys(), database: VECTOR_KEY };

/** What a process prints until it ends, and how it ended. */
async function runCode(code: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  await once(child, 'close');
  return out;
}

const at = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);

/** The head of a program that opens a database with the key above. */
const HEAD = `
  import { createSecretKey } from 'node:crypto';
  import { readdirSync, readlinkSync } from 'node:fs';
  import { openDatabase } from ${at('./database.ts')};
  const key = createSecretKey(Buffer.from('${RAW_KEY.toString('hex')}', 'hex'));
  const [, path, ...more] = process.argv;
`;

onlyWhere('sqlite3')(
  'another SQLite reads an encrypted workspace, once its pages are decrypted',
  async () => {
    const workspace = new Workspace(join(root, 'pulled'), keys);
    const folder = writeBriefcaseStorage(sampleProject(40), join(root, 'sample'));
    const source = folderSource({ folder });
    const options = {
      ...plainRun(),
      keys: [testKey('sample-project/keys/TEST-key-2023.pem')],
      kind: 'import' as const,
      full: true,
    };
    await runLine({ ...options, workspace, source, sourceName: 'Sample' });
    workspace.close();
    const path = join(workspace.folder, 'attache.sqlite');
    const plain = join(root, 'plain.sqlite');
    const encrypted = readFileSync(path);
    writeFileSync(plain, plainSqlite(encrypted, RAW_KEY));
    expect(Buffer.concat([...decryptedPages(path, VECTOR_KEY)]).equals(readFileSync(plain))).toBe(true);
    const ask = (sql: string): string => outputOf('sqlite3', ['-readonly', plain, sql]);
    expect(ask('PRAGMA integrity_check')).toBe('ok\n');
    const db = connect(path, { key: VECTOR_KEY, readonly: true });
    const names = db
      .prepare<[], string>(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'",
      )
      .pluck()
      .all();
    expect(names.length).toBeGreaterThan(25);
    for (const name of names) {
      const columns = (db.pragma(`table_info("${name}")`) as { name: string }[]).map(
        (one) => `quote("${one.name}")`,
      );
      const sql = `SELECT ${columns.join(" || '|' || ")} AS row FROM "${name}" ORDER BY row`;
      const rows = db.prepare<[], string>(sql).pluck().all();
      expect(ask(sql), name).toBe(rows.map((row) => `${row}\n`).join(''));
    }
    expect(db.prepare('SELECT count(*) FROM submission').pluck().get()).toBe(40);
    db.close();
  },
);

/** How often the process below is killed. `npm run test:long` asks for more. */
const KILLS = Number(process.env.SQLCIPHER_KILLS ?? '3');
const PLANTED = 'planted-answer';

test('a process that is killed while it writes loses nothing it acknowledged, and leaves nothing readable', {
  timeout: 300_000 * KILLS,
}, async () => {
  const code = `${HEAD}
    const db = openDatabase(path, key);
    db.exec('CREATE TABLE IF NOT EXISTS kill_test (batch INTEGER, value TEXT)');
    const add = db.prepare('INSERT INTO kill_test VALUES (?, ?)');
    for (let batch = Number(more[0]); ; batch += 1) {
      db.transaction(() => { for (let i = 0; i < 20; i += 1) add.run(batch, '${PLANTED} '.repeat(40) + i); })();
      process.stdout.write(batch + '\\n');
    }
  `;
  const folder = join(root, 'killed');
  const path = join(folder, 'attache.sqlite');
  let next = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code, path, String(next)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    for await (const chunk of child.stdout) {
      out += String(chunk);
      if (out.split('\n').length > 5 + kill * 7) child.kill('SIGKILL');
    }
    const acknowledged = Number(out.split('\n').at(-2));
    const files = readdirSync(folder).filter((name) => name.startsWith('attache.sqlite'));
    expect(files).toContain('attache.sqlite-wal');
    for (const name of files) {
      const bytes = readFileSync(join(folder, name));
      expect(bytes.includes(PLANTED), name).toBe(false);
    }
    const db = connect(path, { key: VECTOR_KEY });
    const batches = db
      .prepare<[], { batch: number; n: number }>(
        'SELECT batch, count(*) AS n FROM kill_test GROUP BY batch ORDER BY batch',
      )
      .all();
    expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(batches.every(({ batch, n }, i) => batch === i && n === 20)).toBe(true);
    expect(batches.length).toBeGreaterThan(acknowledged);
    next = batches.length;
    // Closing it writes the log into the file.
    db.close();
    expect(plainSqlite(readFileSync(path), RAW_KEY).includes(PLANTED)).toBe(true);
    expect(readFileSync(path).includes(PLANTED)).toBe(false);
  }
});

onlyWhere('proc')('what does not fit into memory spills nothing into the temporary folder', async () => {
  const temporary = join(root, 'temporary');
  mkdirSync(temporary);
  const code = `${HEAD}
    const db = openDatabase(path, key);
    db.pragma('temp_store = ' + more[0]);
    db.pragma('cache_size = 10');
    const sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000) SELECT hex(i * 7919 % 8000) || printf('%.500c', 'x') AS v FROM n ORDER BY v";
    const rows = db.prepare(sql).pluck().iterate();
    rows.next();
    // The files have no name any more while they are open.
    const spilled = readdirSync('/proc/self/fd').flatMap((fd) => {
      try { return [readlinkSync('/proc/self/fd/' + fd)]; } catch { return []; }
    }).filter((file) => file.startsWith(more[1]));
    rows.return();
    db.exec("CREATE TABLE spill (v UNIQUE ON CONFLICT FAIL); INSERT INTO spill " + sql);
    db.close();
    process.stdout.write(JSON.stringify(spilled.length));
  `;
  const spilled = (store: string): Promise<string> =>
    runCode(code, [join(root, `spill-${store}`, 'attache.sqlite'), store, temporary], {
      TMPDIR: temporary,
      SQLITE_TMPDIR: temporary,
    });
  // The setting that the product never uses, to show that this sort is large enough to spill.
  expect(Number(await spilled('FILE'))).toBeGreaterThan(0);
  expect(await spilled('MEMORY')).toBe('0');
  expect(readdirSync(temporary)).toEqual([]);
});

onlyWhere('proc')('a change of the format keeps the locks on the database', () => {
  const folder = join(root, 'migrated');
  const fixture = new URL('../../fixtures/workspaces/2026-11', import.meta.url);
  cpSync(fileURLToPath(fixture), folder, { recursive: true });
  const path = join(folder, 'attache.sqlite');
  const db = openDatabase(path, null);
  const locks = readFileSync('/proc/locks', 'utf8').split('\n');
  const { ino } = statSync(path);
  const held = locks.filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} `));
  db.close();
  expect(held).toHaveLength(1);
});
