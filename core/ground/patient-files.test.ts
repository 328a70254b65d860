import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { isForTests, sourceFiles } from '../../fixtures/checks/imports.ts';
import { projectFile } from '../../fixtures/checks/project.ts';
import { temporaryFolder } from '../export/testing/temporary.ts';
import { holdFiles } from '../testing/held-files.ts';
import {
  copyFile,
  heldFile,
  open,
  openSync,
  rename,
  renameSync,
  rm,
  rmdir,
  rmSync,
} from './patient-files.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function on(platform: 'win32' | 'linux'): void {
  vi.spyOn(process, 'platform', 'get').mockReturnValue(platform);
}

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

function twoFiles(): { readonly folder: string; readonly from: string; readonly to: string } {
  const folder = temporaryFolder();
  const [from, to] = [join(folder, 'new'), join(folder, 'held.csv')];
  writeFileSync(from, 'new');
  writeFileSync(to, 'old');
  return { folder, from, to };
}

test('a file that is held for a moment is changed after that', async () => {
  const { folder, from, to } = twoFiles();
  let holder = holdFiles((name) => name === 'held.csv', { times: 5 });
  renameSync(from, to);
  expect(holder.met).toBe(6);
  expect(readFileSync(to, 'utf8')).toBe('new');
  holder.release();
  holder = holdFiles((name) => name === 'held.csv', { times: 2 });
  const handle = await open(to, 'r+');
  await handle.close();
  holder.release();
  holder = holdFiles((name) => name === 'held.csv', { times: 2 });
  await copyFile(to, join(folder, 'copy'));
  await rename(join(folder, 'copy'), to);
  holder.release();
  holder = holdFiles((name) => name === 'held.csv', { times: 2, code: 'ENOTEMPTY' });
  await rm(to, { recursive: true });
  expect(holder.met).toBe(3);
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that stays held is named', () => {
  const { from, to } = twoFiles();
  const holder = holdFiles((name) => name === 'held.csv');
  const error = errorOf(() => renameSync(from, to));
  expect(error).toMatchObject({ code: 'EBUSY' });
  expect(holder.met).toBe(10);
  expect(heldFile(error)).toBe(to);
  expect(heldFile(errorOf(() => rmSync(to, { force: true })))).toBe(to);
  expect(readFileSync(to, 'utf8')).toBe('old');
});

test.each(['EPERM', 'EACCES'])('%s is waited for on Windows, and final elsewhere', (code) => {
  const { to } = twoFiles();
  const holder = holdFiles((name) => name === 'held.csv', { code });
  on('linux');
  const elsewhere = errorOf(() => openSync(to, 'w'));
  expect(holder.met).toBe(1);
  expect(heldFile(elsewhere)).toBeNull();
  on('win32');
  const there = errorOf(() => openSync(to, 'w'));
  expect(holder.met).toBe(11);
  expect(heldFile(there)).toBe(to);
});

test('a folder, a read-only file and a file that is not there are not held', () => {
  const { folder, to } = twoFiles();
  const refused = (path: string) => Object.assign(new Error(), { code: 'EPERM', syscall: 'open', path });
  on('win32');
  expect(heldFile(refused(folder))).toBeNull();
  expect(heldFile(refused(join(folder, 'none')))).toBeNull();
  expect(heldFile(refused(to))).toBe(to);
  on('linux');
  expect(heldFile(refused(to))).toBeNull();
});

test('a folder that is not empty is final, unless everything in it is being removed', async () => {
  const { folder } = twoFiles();
  await expect(rmdir(folder)).rejects.toMatchObject({ code: 'ENOTEMPTY' });
  rmSync(folder, { recursive: true });
});

/** What changes files, by its names in `node:fs` and `node:fs/promises`. */
const CHANGES =
  /^(rename|rm|rmdir|unlink|copyFile|cp|writeFile|appendFile|truncate|open)(Sync)?$|^(createWriteStream|promises|default)$/;

/** Where the disk is changed without the helper, and why that is right. */
const ALLOWED: Readonly<Record<string, string>> = {
  'core/ground/patient-files.ts': 'It is the helper.',
  'core/ground/log.ts': 'Nobody should wait for a line of the log.',
  'keys/read-key-file.ts': 'Opens for reading.',
};

test('all changes on the disk go through the one helper', () => {
  const found = new Map<string, readonly string[]>();
  for (const file of ['app', 'cli', 'core', 'electron', 'keys'].flatMap(sourceFiles)) {
    if (isForTests(file) || file.startsWith('electron/packaging/')) continue;
    const changes = changesIn(projectFile(file));
    if (changes.length > 0) found.set(file, changes);
  }
  expect([...found].filter(([file]) => ALLOWED[file] === undefined)).toEqual([]);
  expect(Object.keys(ALLOWED).filter((file) => !found.has(file))).toEqual([]);
  const reading = Object.entries(ALLOWED).filter(([, why]) => why === 'Opens for reading.');
  for (const [file] of reading) {
    const text = projectFile(file);
    const calls = [...text.matchAll(/\bopen(?:Sync)?\([^)]*\)*/g)].filter(([call]) => call.includes("'"));
    expect(calls.map(([call]) => /'r'/.test(call))).toEqual(calls.map(() => true));
    expect(changesIn(text).every((name) => /^open(Sync)?$/.test(name))).toBe(true);
  }
});

/** The names of changing functions that a source takes from Node. */
function changesIn(text: string): readonly string[] {
  const whole =
    /import \* as \w+ from '(?:node:)?fs(?:\/promises)?'|import \w+ from '(?:node:)?fs(?:\/promises)?'/;
  const lazily = /(?:import|require)\('(?:node:)?fs(?:\/promises)?'\)/;
  if (whole.test(text) || lazily.test(text)) return ['default'];
  const named = /import \{([^}]*)\} from '(?:node:)?fs(?:\/promises)?'/g;
  return [...text.matchAll(named)]
    .flatMap(([, names = '']) => names.split(',').map((name) => name.trim().split(' as ')[0] ?? ''))
    .filter((name) => CHANGES.test(name));
}

test('the check finds code that does not use the helper', () => {
  expect(changesIn("import { rmSync as x, statSync } from 'node:fs';")).toEqual(['rmSync']);
  expect(changesIn("import fs from 'node:fs';")).toEqual(['default']);
  expect(changesIn("const { rm } = await import('node:fs/promises');")).toEqual(['default']);
  expect(changesIn("import { rmSync } from './patient-files.ts';")).toEqual([]);
});
