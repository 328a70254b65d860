// Covers core/data/read-sheet.ts, core/pull/keep-ciphertext.ts, core/pull/prepare.ts, core/pull/verify.ts.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { caseFolder, goodCases } from '../../fixtures/corpora/corpora.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import { DataReader } from '../data/data-reader.ts';
import { readWhole } from '../model/content.ts';
import type { UnlockedKey } from '../model/key.ts';
import type { ExportAttachment } from '../model/rows.ts';
import { folderSource } from '../source/folder/folder.ts';
import { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { openWaiting } from './open-waiting.ts';
import { runLine } from './run.ts';
import { verifyWorkspace } from './verify.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-encrypted-'));
const workspaces: Workspace[] = [];
afterAll(() => {
  for (const workspace of workspaces) workspace.close();
  rmSync(root, { recursive: true, force: true });
});

const MEDIA = goodCases.filter((name) => /media|photo|audit|file/.test(name)).slice(0, 4);

async function filled(isEncrypted: boolean, keys: readonly UnlockedKey[]): Promise<Workspace> {
  const folder = mkdtempSync(join(root, 'workspace-'));
  const workspace = new Workspace(folder, isEncrypted ? testWorkspaceKeys() : null);
  workspaces.push(workspace);
  for (const name of MEDIA) await take(workspace, join(caseFolder(name), 'flat'), keys);
  return workspace;
}

let plainOne: Promise<Workspace> | null = null;
/** One plain workspace to compare with. */
function plainWorkspace(): Promise<Workspace> {
  plainOne ??= filled(false, ALL_KEYS);
  return plainOne;
}

const take = (workspace: Workspace, folder: string, keys: readonly UnlockedKey[]) =>
  runLine({
    ...plainRun(),
    workspace,
    source: folderSource({ folder }),
    sourceName: `folder:${folder}`,
    kind: 'import',
    keys,
    full: true,
  });

const ALL_KEYS = (['A', 'B', 'K3', 'K4'] as const).map(corpusKey);
const findings = (workspace: Workspace) => verifyWorkspace(workspace, new AbortController().signal);
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

function attachmentsOf(workspace: Workspace): (readonly [string, string])[] {
  const forms = new Set(workspace.forms.all().map(({ model }) => model.formId));
  for (const { formId } of workspace.submissionList.all(null)) if (formId !== null) forms.add(formId);
  const all = [...forms].flatMap((formId) => [...workspace.rows(formId).submissions({})]);
  return all
    .flatMap(({ attachments }) => attachments)
    .map((one) => [one.name, sha(one)] as const)
    .sort();
}

function sha({ path, key }: ExportAttachment): string {
  if (path === null) return 'none';
  const content = { kind: 'file', path, size: 0, ...(key === undefined ? {} : { key }) } as const;
  return createHash('sha256').update(readWhole(content)).digest('hex');
}

test('the same submissions come out of an encrypted and a plain workspace, and verifying reads them', async () => {
  const plain = await plainWorkspace();
  const encrypted = await filled(true, ALL_KEYS);
  expect(attachmentsOf(encrypted).length).toBeGreaterThan(3);
  expect(attachmentsOf(encrypted)).toEqual(attachmentsOf(plain));
  const { files, signatures, findings: found } = await findings(encrypted);
  const same = await findings(plain);
  expect([files, signatures, found]).toEqual([same.files, same.signatures, []]);
});

test('no name and no byte of a file can be read without the keys', async () => {
  const plain = await plainWorkspace();
  const encrypted = await filled(true, ALL_KEYS);
  const contents = filesIn(plain.filesFolder).map((path) => readFileSync(path));
  const names = attachmentsOf(plain).map(([name]) => name);
  for (const path of filesIn(encrypted.filesFolder)) {
    expect(basename(path)).toMatch(/^[0-9a-f]{64}$/);
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('ATTACHE\u0001');
    for (const content of contents)
      if (content.length > 16) expect(bytes.includes(content.subarray(0, 16))).toBe(false);
    for (const name of names) expect(path).not.toContain(name);
  }
  expect(filesIn(encrypted.filesFolder)).toHaveLength(contents.length);
});

test('a file that was changed is found by verifying, and never shown', async () => {
  const workspace = await filled(true, ALL_KEYS);
  const [path = ''] = filesIn(workspace.filesFolder);
  const bytes = readFileSync(path);
  bytes[30] = (bytes[30] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  expect((await findings(workspace)).findings.map(({ code }) => code)).toEqual(['store.file_changed']);
});

test('what waits for a key is opened when the key comes', async () => {
  const workspace = await filled(true, []);
  expect(filesIn(workspace.filesFolder)).toEqual([]);
  for (const path of filesIn(workspace.ciphertextFolder)) {
    expect(basename(path)).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(path).subarray(0, 8).toString('latin1')).toBe('ATTACHE\u0001');
  }
  const { clock, signal } = plainRun();
  const onProgress = (): void => undefined;
  await openWaiting({
    workspace,
    keys: ALL_KEYS,
    formId: null,
    keepCiphertext: false,
    clock,
    signal,
    onProgress,
  });
  expect(attachmentsOf(workspace)).toEqual(attachmentsOf(await plainWorkspace()));
});

test('the window reads a piece of a photo from its middle', async () => {
  const workspace = await filled(true, ALL_KEYS);
  const reader = new DataReader(workspace.folder, workspace.keys);
  try {
    const withFile = [...workspace.submissionList.all(null)].map(({ id }) => id);
    const pieces = withFile.flatMap((id) => {
      try {
        return [reader.media(id, 1, 3, 5)];
      } catch {
        return [];
      }
    });
    expect(pieces.length).toBeGreaterThan(0);
    for (const { bytes, size } of pieces) expect(bytes.length).toBe(Math.max(0, Math.min(5, size - 3)));
  } finally {
    reader.close();
  }
});
