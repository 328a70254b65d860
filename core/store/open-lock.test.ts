// Covers core/store/open-elsewhere.ts, core/store/open-notes.ts.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { endedPid } from '../../fixtures/ended-process.ts';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { OpenLock } from './open-lock.ts';
import type { OpenNote } from './open-notes.ts';
import { Workspace } from './workspace.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-open-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newFolder = (): string => mkdtempSync(join(root, 'workspace-'));
const namesOf = (folder: string): string[] => readdirSync(join(folder, 'open'));

/** Leaves a note as another process would have. */
function putNote(folder: string, note: Partial<OpenNote>): void {
  const whole = { by: 'watch', pid: process.ppid, since: Date.now(), host: hostname(), ...note };
  mkdirSync(join(folder, 'open'), { recursive: true });
  const name = `${whole.pid}-00000000-0000-4000-8000-${String(namesOf(folder).length).padStart(12, '0')}.json`;
  writeFileSync(join(folder, 'open', name), JSON.stringify(whole));
}

describe('a workspace', () => {
  test('is open in any number of programs, and then has no conversion', () => {
    const folder = newFolder();
    const lock = new OpenLock(folder);
    const one = lock.hold('watch');
    const two = lock.hold('command');
    const inUse = { code: 'workspace.in_use', params: { folder, by: 'watch', pid: process.pid, more: 1 } };
    expect(() => lock.holdAlone()).toThrow(expect.objectContaining({ code: inUse.code }));
    try {
      lock.holdAlone();
    } catch (error) {
      expect(error).toMatchObject(inUse);
      expect(String(error)).toMatch(
        new RegExp(`attache watch \\(process ${process.pid}\\) has .* open since \\d\\d:\\d\\d\\. One other`),
      );
    }
    one();
    one();
    expect(() => lock.holdAlone()).toThrow(/A command of attache/);
    two();
    lock.holdAlone()();
    expect(namesOf(folder)).toEqual([]);
  });

  test('cannot be opened while it is converted', () => {
    const folder = newFolder();
    const release = new OpenLock(folder).holdAlone();
    const converting = { code: 'workspace.converting', params: { folder, pid: process.pid } };
    expect(() => new Workspace(folder)).toThrow(expect.objectContaining(converting));
    expect(() => new OpenLock(folder).holdAlone()).toThrow(expect.objectContaining(converting));
    expect(existsSync(join(folder, 'attache.sqlite'))).toBe(false);
    release();
    new Workspace(folder).close();
  });

  test('opens on a disk without locks, where it cannot be converted', () => {
    const folder = newFolder();
    // SQLite cannot lock a folder.
    mkdirSync(join(folder, 'open.lock'));
    const workspace = new Workspace(folder);
    expect(namesOf(folder)).toHaveLength(1);
    expect(() => new OpenLock(folder).holdAlone()).toThrow(
      expect.objectContaining({ code: 'workspace.no_locks', params: { folder } }),
    );
    workspace.close();
    expect(namesOf(folder)).toEqual([]);
  });

  test('that cannot be opened is not held', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'attache.sqlite'));
    expect(() => new Workspace(folder)).toThrow();
    new OpenLock(folder).holdAlone()();
  });

  test('says which program opened it', () => {
    const folder = newFolder();
    const workspace = new Workspace(folder, null, 'app');
    expect(() => new OpenLock(folder).holdAlone()).toThrow(/^Attaché \(process \d+\) has/);
    workspace.close();
  });
});

onlyWhere('modes')('the lock and the notes are for their owner only', () => {
  const folder = newFolder();
  const release = new OpenLock(folder).hold('app');
  const files = ['open.lock', ...namesOf(folder).map((name) => join('open', name))];
  expect(files).toHaveLength(2);
  for (const file of files) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  release();
});

describe('a note', () => {
  test.each<[string, Partial<OpenNote>]>([
    ['of a process that has ended', { pid: endedPid }],
    [
      'of another process with the number of this one',
      { pid: process.pid, since: Date.now() - 3_600_000_000 },
    ],
    ['from before the computer started', { pid: process.ppid, since: 0 }],
  ])('%s is removed by whoever opens next, and names nobody', (_what, note) => {
    const folder = newFolder();
    putNote(folder, note);
    const other = new OpenLock(folder).hold('command');
    expect(namesOf(folder)).toHaveLength(1);
    expect(() => new OpenLock(folder).holdAlone()).toThrow(/A command of attache/);
    other();
  });

  test('of a process that runs stays', () => {
    const folder = newFolder();
    putNote(folder, {});
    new OpenLock(folder).hold('command')();
    expect(namesOf(folder)).toHaveLength(1);
    // Nobody holds the lock: the note is from before a crash.
    new OpenLock(folder).holdAlone()();
    expect(namesOf(folder)).toEqual([]);
  });

  test('of another computer stays, and the message names that computer', () => {
    const folder = newFolder();
    const release = new OpenLock(folder).hold('command');
    putNote(folder, { by: 'app', pid: endedPid, host: 'reception' });
    expect(() => new OpenLock(folder).holdAlone()).toThrow(/ \(reception\)\. One other program/);
    release();
  });

  test('that is not whole is no note', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'open'));
    const name = `${endedPid}-00000000-0000-4000-8000-000000000000.json`;
    for (const file of [name, `${name}.part`]) writeFileSync(join(folder, 'open', file), '{"by":"app"');
    writeFileSync(join(folder, 'open', 'of-somebody.txt'), '');
    const release = new OpenLock(folder).hold('command');
    expect(() => new OpenLock(folder).holdAlone()).toThrow(/A command of attache/);
    release();
    expect(namesOf(folder)).toEqual(['of-somebody.txt']);
  });
});
