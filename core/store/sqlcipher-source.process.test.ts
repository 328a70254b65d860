// Covers core/store/connect.ts, core/store/decrypted-pages.ts.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isHere } from '../../fixtures/only-where.ts';
import { outputOf } from '../../fixtures/other-programs.ts';
import { buildSqlCipher } from '../../fixtures/sqlcipher/build.ts';
import { RAW_KEY, VECTOR_KEY } from '../../fixtures/sqlcipher/vector.ts';
import { connect } from './connect.ts';
import { openDatabase } from './database.ts';
import { decryptedPages } from './decrypted-pages.ts';

/* Only `npm run test:long` runs these: they load and build SQLCipher, and write several GB. */
const isLong = process.env.SQLCIPHER_SOURCE === '1';
const root = mkdtempSync(join(tmpdir(), 'attache-sqlcipher-source-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const built = isLong ? buildSqlCipher(root) : { reason: 'it takes minutes: npm run test:long' };
const reason = 'reason' in built ? ` (skipped: ${built.reason})` : '';
const program = 'program' in built ? built.program : '';
const KEY = `PRAGMA key = "x'${RAW_KEY.toString('hex')}'"`;

/** What SQLCipher itself answers, without the "ok" of the key. */
function ask(path: string, ...sql: readonly string[]): string {
  return outputOf(program, [path, KEY, ...sql]).replace(/^ok\n/, '');
}

describe.skipIf(reason !== '')(`SQLCipher itself${reason}`, () => {
  test('opens our database, finds every HMAC right, and writes what we read', () => {
    const path = join(root, 'ours', 'attache.sqlite');
    const db = openDatabase(path, VECTOR_KEY);
    db.exec("CREATE TABLE t (a); INSERT INTO t VALUES ('réponse ✓')");
    db.close();
    expect(ask(path, 'PRAGMA cipher_version')).toMatch(/^4\./);
    // One line for each page whose HMAC is wrong.
    expect(ask(path, 'PRAGMA cipher_integrity_check')).toBe('');
    expect(ask(path, 'PRAGMA integrity_check')).toBe('ok\n');
    expect(ask(path, 'SELECT a FROM t', "INSERT INTO t VALUES ('theirs')")).toBe('réponse ✓\n');
    const again = openDatabase(path, VECTOR_KEY);
    expect(again.prepare('SELECT a FROM t').pluck().all()).toEqual(['réponse ✓', 'theirs']);
    again.close();
    const wrong = KEY.replace('00', 'ff');
    expect(spawnSync(program, [path, wrong, 'SELECT a FROM t']).status).toBe(1);
  });

  test('writes the log of a killed process into the file', async () => {
    const path = join(root, 'killed', 'attache.sqlite');
    const code = `
      import { createSecretKey } from 'node:crypto';
      import { openDatabase } from ${JSON.stringify(new URL('./database.ts', import.meta.url).href)};
      const db = openDatabase(process.argv[1], createSecretKey(Buffer.from('${RAW_KEY.toString('hex')}', 'hex')));
      db.exec('CREATE TABLE t (a)');
      for (let i = 0; i < 300; i += 1) db.exec("INSERT INTO t VALUES ('" + 'answer '.repeat(100) + i + "')");
      process.kill(process.pid, 'SIGKILL');
    `;
    await once(spawn(process.execPath, ['--input-type=module', '--eval', code, path]), 'close');
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(4096);
    expect(ask(path, 'SELECT count(*) FROM t', 'PRAGMA integrity_check')).toBe('300\nok\n');
    expect(existsSync(`${path}-wal`)).toBe(false);
  });
});

const isLarge = isLong && isHere('sqlite3');
const small = isLarge ? '' : ' (skipped: it writes 2 GB, in npm run test:long where sqlite3 is)';

test.skipIf(!isLarge)(
  `more than 1 GiB is read as pages, with the one that SQLite never writes${small}`,
  () => {
    const [path, plain] = [join(root, 'large.sqlite'), join(root, 'plain.sqlite')];
    const db = connect(path, { key: VECTOR_KEY });
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB); BEGIN');
    for (let i = 0; i < 1085; i += 1) db.exec('INSERT INTO t (b) VALUES (randomblob(1000000))');
    db.exec('COMMIT');
    db.close();
    expect(statSync(path).size).toBeGreaterThan(0x40000000);
    const file = openSync(plain, 'w');
    for (const pages of decryptedPages(path, VECTOR_KEY)) writeSync(file, pages);
    closeSync(file);
    expect(
      outputOf('sqlite3', ['-readonly', plain, 'PRAGMA integrity_check', 'SELECT count(*) FROM t']),
    ).toBe('ok\n1085\n');
  },
);
