// Covers core/store/checkpoints.ts, core/store/workers/checkpoint-worker.ts.
import { spawn } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Tinypool } from 'tinypool';
import { afterAll, expect, test } from 'vitest';
import { RAW_KEY, VECTOR_KEY } from '../../fixtures/sqlcipher/vector.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import { CHECKPOINT_WORKER, Checkpoints, USUAL_PAGES, type WriteBack } from './checkpoints.ts';
import { closeDatabase, openDatabase } from './database.ts';
import type { Db } from './db.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-checkpoints-'));
const pool = new Tinypool({ filename: CHECKPOINT_WORKER.href, minThreads: 1, maxThreads: 1 });
const writeBack: WriteBack = (database) => pool.run(database);
afterAll(async () => {
  await pool.destroy();
  rmSync(root, { recursive: true, force: true });
});

const KINDS: readonly [string, KeyObject | null][] = [
  ['plain', null],
  ['encrypted', VECTOR_KEY],
];

/** One commit of about 100 pages. */
const COMMIT = `INSERT INTO exported SELECT 'test', hex(randomblob(2000)) FROM json_each('[1${',1'.repeat(99)}]')`;

function countOf(db: Db): number {
  return db.prepare<[], number>('SELECT count(*) FROM exported').pluck().get() ?? 0;
}

/** More than a commit usually leaves in the log. */
const LONG = 45;
/** So many submissions that the log is written back after them. */
const MANY = 1024;

/** Waits until it is so. The time limit of the test ends it otherwise. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(20);
}

test.each(KINDS)(
  'of a %s database, a thread writes the log back while commits leave it alone',
  async (kind, key) => {
    const path = join(root, `${kind}.sqlite`);
    const db = openDatabase(path, key);
    expect(db.pragma('wal_autocheckpoint', { simple: true })).toBe(USUAL_PAGES);
    const asked: Promise<void>[] = [];
    const checkpoints = new Checkpoints(db, key, (database) => {
      const written = writeBack(database);
      asked.push(written);
      return written;
    });
    for (let round = 0; round < 3; round += 1) {
      const before = statSync(path).size;
      for (let i = 0; i < LONG; i += 1) db.exec(COMMIT);
      checkpoints.stored(MANY / 2);
      expect(asked).toHaveLength(round);
      expect(statSync(path).size).toBe(before);
      checkpoints.stored(MANY / 2);
      await asked[round];
      expect(statSync(path).size).toBeGreaterThan(before + LONG * 100 * 4096);
      await wait(1);
    }
    await checkpoints.close();
    expect(db.pragma('wal_autocheckpoint', { simple: true })).toBe(USUAL_PAGES);
    expect(countOf(db)).toBe(3 * LONG * 100);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    closeDatabase(db);
    const again = openDatabase(path, key);
    expect(countOf(again)).toBe(3 * LONG * 100);
    again.close();
  },
);

test('one thread at a time writes back, and the end waits for it', async () => {
  const db = openDatabase(join(root, 'one.sqlite'), null);
  const begun: (() => void)[] = [];
  const checkpoints = new Checkpoints(db, null, () => new Promise((resolve) => begun.push(resolve)));
  checkpoints.stored(MANY);
  checkpoints.stored(MANY);
  expect(begun).toHaveLength(1);
  begun[0]?.();
  await wait(10);
  checkpoints.stored(1);
  expect(begun).toHaveLength(2);
  let isClosed = false;
  const closed = checkpoints.close().then(() => {
    isClosed = true;
  });
  await wait(10);
  expect(isClosed).toBe(false);
  begun[1]?.();
  await closed;
  checkpoints.stored(MANY);
  expect(begun).toHaveLength(2);
  closeDatabase(db);
});

test('where a thread cannot open the database, commits write the log back as usual', async () => {
  const db = openDatabase(join(root, 'no-thread.sqlite'), VECTOR_KEY);
  const checkpoints = new Checkpoints(db, testWorkspaceKeys().database, writeBack);
  for (let i = 0; i < LONG; i += 1) db.exec(COMMIT);
  expect(db.pragma('wal_autocheckpoint', { simple: true })).toBe(16_000);
  checkpoints.stored(MANY);
  await until(() => db.pragma('wal_autocheckpoint', { simple: true }) === USUAL_PAGES);
  await checkpoints.close();
  db.exec(COMMIT);
  expect(countOf(db)).toBe((LONG + 1) * 100);
  closeDatabase(db);
});

test.each(KINDS)(
  'a process that is killed while its thread writes back loses no commit of a %s database',
  async (kind, key) => {
    const path = join(root, `killed-${kind}.sqlite`);
    const at = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
    const code = `
      import { createSecretKey } from 'node:crypto';
      import { openDatabase } from ${at('./database.ts')};
      import { Tinypool } from ${JSON.stringify(import.meta.resolve('tinypool'))};
      import { CHECKPOINT_WORKER, Checkpoints } from ${at('./checkpoints.ts')};
      const [, path, hex] = process.argv;
      const key = hex ? createSecretKey(Buffer.from(hex, 'hex')) : null;
      const db = openDatabase(path, key);
      const filename = CHECKPOINT_WORKER.href;
      const pool = new Tinypool({ filename, minThreads: 1, maxThreads: 1, execArgv: [] });
      const checkpoints = new Checkpoints(db, key, (database) => pool.run(database));
      const count = db.prepare('SELECT count(*) FROM exported').pluck();
      setInterval(() => {
        db.exec(${JSON.stringify(COMMIT)});
        checkpoints.stored(300);
        process.stdout.write(count.get() + '\\n');
      }, 1);
    `;
    const args = [
      '--input-type=module',
      '--eval',
      code,
      path,
      ...(key === null ? [] : [RAW_KEY.toString('hex')]),
    ];
    for (let round = 0; round < 4; round += 1) {
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let out = '';
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
      });
      await once(child.stdout, 'data');
      // The thread writes back after every fourth commit.
      await wait(250 + round * 70);
      child.kill('SIGKILL');
      await once(child, 'close');
      const told = Number(out.trimEnd().split('\n').at(-1));
      const db = openDatabase(path, key);
      expect(told).toBeGreaterThan(0);
      expect(countOf(db)).toBeGreaterThanOrEqual(told);
      expect(countOf(db) % 100).toBe(0);
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      db.close();
    }
  },
);
