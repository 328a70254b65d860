// Covers core/store/checkpoints.ts, core/store/workers/checkpoint-worker.ts.
import { spawn } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { patience } from '../../fixtures/patience.ts';
import { RAW_KEY, VECTOR_KEY } from '../../fixtures/sqlcipher/vector.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import { Checkpoints } from './checkpoints.ts';
import { closeDatabase, openDatabase } from './database.ts';
import type { Db } from './db.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-checkpoints-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const KINDS: readonly [string, KeyObject | null][] = [
  ['plain', null],
  ['encrypted', VECTOR_KEY],
];

/** One commit of about 100 pages. */
const COMMIT = `INSERT INTO exported SELECT 'test', hex(randomblob(2000)) FROM json_each('[1${',1'.repeat(99)}]')`;

function countOf(db: Db): number {
  return db.prepare<[], number>('SELECT count(*) FROM exported').pluck().get() ?? 0;
}

/** Waits until it is so. The time limit of the test ends it otherwise. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(20);
}

test.each(KINDS)(
  'of a %s database, a thread writes the log back while commits leave it alone',
  async (kind, key) => {
    const path = join(root, `${kind}.sqlite`);
    const db = openDatabase(path, key);
    const checkpoints = new Checkpoints(db, key);
    const sizes: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const before = statSync(path).size;
      // More than a commit usually leaves in the log.
      for (let i = 0; i < 15; i += 1) db.exec(COMMIT);
      await until(() => statSync(path).size > before + 15 * 100 * 4096);
      sizes.push(statSync(path).size);
    }
    await checkpoints.close();
    expect(db.pragma('wal_autocheckpoint', { simple: true })).toBe(1000);
    expect(countOf(db)).toBe(3 * 15 * 100);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    closeDatabase(db);
    const again = openDatabase(path, key);
    expect(countOf(again)).toBe(3 * 15 * 100);
    again.close();
  },
);

test('where the thread cannot open the database, commits write the log back as usual', async () => {
  const db = openDatabase(join(root, 'no-thread.sqlite'), VECTOR_KEY);
  const checkpoints = new Checkpoints(db, testWorkspaceKeys().database);
  for (let i = 0; i < 15; i += 1) db.exec(COMMIT);
  await checkpoints.close();
  expect(db.pragma('wal_autocheckpoint', { simple: true })).toBe(1000);
  db.exec(COMMIT);
  expect(countOf(db)).toBe(16 * 100);
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
      import { Checkpoints } from ${at('./checkpoints.ts')};
      const [, path, hex] = process.argv;
      const key = hex ? createSecretKey(Buffer.from(hex, 'hex')) : null;
      const db = openDatabase(path, key);
      new Checkpoints(db, key);
      const count = db.prepare('SELECT count(*) FROM exported').pluck();
      setInterval(() => {
        db.exec(${JSON.stringify(COMMIT)});
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
      // The thread writes back five times a second.
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
  patience(60_000),
);
