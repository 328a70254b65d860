import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { connect } from './connect.ts';
import { Workspace } from './workspace.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-old-copies-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
afterEach(() => {
  vi.useRealTimers();
});

const DAY = 24 * 60 * 60 * 1000;

/** A workspace of an older format, not opened yet. */
function old(): string {
  const folder = mkdtempSync(join(root, 'workspace-'));
  cpSync(fileURLToPath(new URL('../../fixtures/workspaces/2026-11', import.meta.url)), folder, {
    recursive: true,
  });
  return folder;
}

const copies = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.includes('before-format'));

/** Opens and closes the workspace at a time by the computer's clock. */
function openAt(folder: string, at: number): void {
  vi.setSystemTime(at);
  new Workspace(folder).close();
}

function faking(): number {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ['Date'] });
  return now;
}

test('the copy goes on the seventh day on which the new format opened', () => {
  const folder = old();
  const start = faking();
  for (let day = 0; day < 6; day += 1) {
    openAt(folder, start + day * DAY);
    openAt(folder, start + day * DAY + 1);
    expect(copies(folder), `day ${day}`).toHaveLength(1);
  }
  openAt(folder, start + 6 * DAY);
  expect(copies(folder)).toEqual([]);
  // Nothing is counted while there is no copy.
  openAt(folder, start + 7 * DAY);
  const db = connect(join(folder, 'attache.sqlite'), { key: null, readonly: true });
  expect(db.prepare('SELECT count(*) FROM opened_day').pluck().get()).toBe(7);
  db.close();
});

test('a clock that jumps by years, to and fro, takes no copy away within the week', () => {
  const folder = old();
  const start = faking();
  for (const [day, years] of [
    [0, 0],
    [0, 11],
    [1, -8],
    [1, 11],
    [2, -8],
    [2, 11],
  ] as const) {
    openAt(folder, start + day * DAY + years * 365 * DAY);
    expect(copies(folder), `${day}, ${years}`).toHaveLength(1);
  }
});

test('and keeps none for ever', () => {
  const folder = old();
  const start = faking();
  // The copy was made in a year that is still to come.
  openAt(folder, start + 10 * 365 * DAY);
  for (let day = 1; day < 7; day += 1) openAt(folder, start + day * DAY);
  expect(copies(folder)).toEqual([]);
});

test('a copy that an earlier version made goes by its own age', () => {
  const folder = old();
  new Workspace(folder).close();
  const [name = ''] = copies(folder);
  const earlier = join(folder, 'attache.sqlite.before-format-2');
  const other = join(folder, 'attache.sqlite.before-format-3');
  for (const [path, days] of [
    [earlier, 9],
    [other, 6],
  ] as const) {
    writeFileSync(path, '');
    utimesSync(path, new Date(), new Date(Date.now() - days * DAY));
  }
  new Workspace(folder).close();
  expect(copies(folder).sort()).toEqual([name, 'attache.sqlite.before-format-3'].sort());
});

test('a database that does not open keeps its copy, whatever the time', () => {
  const folder = old();
  const start = faking();
  for (let day = 0; day < 6; day += 1) openAt(folder, start + day * DAY);
  writeFileSync(join(folder, 'attache.sqlite'), 'no database');
  for (let day = 6; day < 20; day += 1) {
    expect(() => openAt(folder, start + day * DAY)).toThrow(
      expect.objectContaining({ code: 'store.unusable' }),
    );
  }
  expect(copies(folder)).toHaveLength(1);
});

test('a copy that a killed process did not finish goes at once; that of a running one stays', () => {
  const folder = old();
  const killed = join(folder, 'attache.sqlite.before-format-3.unfinished-999999999');
  const running = join(folder, `attache.sqlite.before-format-3.unfinished-${process.ppid}`);
  for (const path of [killed, running]) writeFileSync(path, 'half');
  new Workspace(folder).close();
  expect([existsSync(killed), existsSync(running)]).toEqual([false, true]);
  expect(copies(folder)).toHaveLength(2);
});

test('a workspace that cannot be written meanwhile opens all the same', () => {
  const folder = old();
  new Workspace(folder).close();
  const other = connect(join(folder, 'attache.sqlite'), { key: null });
  other.exec('DELETE FROM opened_day; BEGIN IMMEDIATE');
  const workspace = new Workspace(folder);
  expect(workspace.forms.faces().length).toBeGreaterThan(0);
  other.exec('ROLLBACK');
  other.close();
  workspace.close();
  expect(copies(folder)).toHaveLength(1);
});
