import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../core/ground/clock.ts';
import { folderName } from '../../core/model/source-name.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { notingOnlooker } from '../../fixtures/onlookers.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { zip } from '../../fixtures/zip.ts';
import { importFolder, nameOfFolder } from './import-folder.ts';
import { retryAll } from './retry-all.ts';
import { verify } from './verify.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

const FOLDER = join(caseFolder('g08-media'), 'briefcase');
const keys = () => Promise.resolve([corpusKey('A')]);
const choice = { formIds: null, keepCiphertext: false, threads: 1, clock: systemClock } as const;

function importFrom(workspace: Workspace, folder: string, formIds: readonly string[] | null = null) {
  const { onlooker } = notingOnlooker();
  const { signal } = new AbortController();
  return importFolder({ ...choice, workspace, folder, keys, signal, formIds }, onlooker);
}

/** A zip of the folder, but for the files that fit. */
function zipped(path: string, without: RegExp): void {
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !without.test(one.name))
    .map((one) => join(one.parentPath, one.name));
  const name = (file: string): string => file.slice(FOLDER.length + 1).replaceAll('\\', '/');
  writeFileSync(path, zip(files.map((file) => ({ name: name(file), bytes: readFileSync(file) }))));
}

test('a folder is imported whole, and is one source however its path is written', async () => {
  const workspace = spaces.open();
  expect((await importFrom(workspace, FOLDER)).counts).toMatchObject({ added: 6 });
  expect((await importFrom(workspace, join(FOLDER, '..', 'briefcase'))).counts).toMatchObject({
    alreadyHere: 6,
    toFetch: 0,
  });
  expect(new Set(workspace.sourceForms.all().map(({ source }) => source))).toEqual(
    new Set([folderName(FOLDER)]),
  );
});

test('a folder that was added is imported under its name', () => {
  const added = { name: 'tablets', kind: 'folder', settings: { path: FOLDER } } as const;
  expect(nameOfFolder(FOLDER, [added])).toBe('tablets');
  const link = join(spaces.root, 'link');
  if (process.platform === 'win32') return;
  symlinkSync(FOLDER, link);
  expect(nameOfFolder(link, [added])).toBe('tablets');
  expect(nameOfFolder(join(spaces.root, 'gone'), [])).toBe(folderName(join(spaces.root, 'gone')));
});

test('a form that is not in the folder is reported', async () => {
  await expect(importFrom(spaces.open(), FOLDER, ['nowhere'])).rejects.toMatchObject({
    code: 'usage.form_unknown',
  });
});

test('a retry gets the files that a zip lacked and closes it; a zip that is gone stops no other source', async () => {
  const workspace = spaces.open();
  const [late, gone] = [join(spaces.root, 'late.zip'), join(spaces.root, 'gone.zip')];
  zipped(late, /\.jpg\.enc$/);
  zipped(gone, /\.jpg\.enc$/);
  expect((await importFrom(workspace, gone)).left.incomplete).toBeGreaterThan(0);
  await importFrom(workspace, late);
  rmSync(gone);
  zipped(late, /^$/);
  const { signal } = new AbortController();
  const asked: string[] = [];
  const { sources, exit } = await retryAll({
    ...choice,
    workspace,
    keys,
    connections: 1,
    signal,
    connect: () => () => Promise.reject(new Error('there is no server')),
    show: (work) => work(notingOnlooker().onlooker),
    onSource: (name) => asked.push(name),
    onDone: () => undefined,
  });
  expect(asked.sort()).toEqual([folderName(gone), folderName(late)]);
  const outcomes = new Map(sources.map((one) => [one.source, 'problem' in one ? one.problem.code : 'asked']));
  expect(outcomes.get(folderName(late))).toBe('asked');
  expect(outcomes.get(folderName(gone))).toMatch(/^source\./);
  expect(exit).not.toBe(0);
  expect(workspace.leftOvers.count(null, null).incomplete).toBe(0);
  expect(readdirSync(workspace.incomingFolder)).toEqual([]);
});

test('verify checks what is stored', async () => {
  const workspace = spaces.open();
  await importFrom(workspace, FOLDER);
  const { signal } = new AbortController();
  const { report, exit } = await verify(workspace, signal);
  expect(report).toMatchObject({ submissions: 6, signatures: 6, findings: [] });
  expect(exit).toBe(0);
  const [file] = readdirSync(workspace.filesFolder, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  if (file === undefined) throw new Error('no file');
  rmSync(join(file.parentPath, file.name));
  const damaged = await verify(workspace, signal);
  expect(damaged.report.findings.length).toBeGreaterThan(0);
  expect(new Set(damaged.report.findings.map(({ code }) => code))).toContain('store.file_missing');
  expect(damaged.exit).toBe(3);
});
