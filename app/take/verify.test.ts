// Covers core/store/database-faults.ts, core/store/verifiable.ts.
import { cpSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isProblem } from '../../core/ground/problem.ts';
import type { WorkspaceKeys } from '../../core/model/workspace-keys.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { sampleKeys } from '../../fixtures/servers/sample-pull.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import { verify } from './verify.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

const PAGE = 4096;

async function filled(keys: WorkspaceKeys | null): Promise<string> {
  const folder = mkdtempSync(join(spaces.root, 'whole-'));
  const workspace = new Workspace(folder, keys);
  await spaces.fill(workspace, sampleKeys.both, 20);
  workspace.close();
  return folder;
}

/** The codes of what a check finds in a workspace; that of the problem when it cannot even be opened. */
async function found(folder: string, keys: WorkspaceKeys | null): Promise<readonly string[]> {
  let workspace: Workspace | null = null;
  try {
    workspace = new Workspace(folder, keys);
    const { report } = await verify(workspace, new AbortController().signal);
    return report.findings.map(({ code }) => code);
  } catch (error) {
    if (!isProblem(error)) throw error;
    return [error.code];
  } finally {
    workspace?.close();
  }
}

/** What a check finds in a copy of which one byte was changed: this one of this page, counted from 0. */
function foundAfter(
  folder: string,
  keys: WorkspaceKeys | null,
  page: number,
  at: number,
): Promise<readonly string[]> {
  const copy = mkdtempSync(join(spaces.root, 'damaged-'));
  cpSync(folder, copy, { recursive: true });
  const database = join(copy, 'attache.sqlite');
  const bytes = readFileSync(database);
  const place = page * PAGE + at;
  bytes[place] = (bytes[place] ?? 0) ^ 0x55;
  writeFileSync(database, bytes);
  return found(copy, keys);
}

const pagesOf = (folder: string): number => statSync(join(folder, 'attache.sqlite')).size / PAGE;
const DAMAGED = ['store.database_damaged', 'store.unusable'];

describe('one changed byte in the database is found', () => {
  test('of an encrypted workspace, wherever it is', async () => {
    const keys = testWorkspaceKeys();
    const folder = await filled(keys);
    expect(await found(folder, keys)).toEqual([]);
    const pages = pagesOf(folder);
    expect(pages).toBeGreaterThan(50);
    for (let page = 1; page < pages; page += 7) {
      const [first] = await foundAfter(folder, keys, page, (page * 97) % PAGE);
      expect(DAMAGED, `page ${page}`).toContain(first);
    }
  });

  test('of a plain workspace, where it changes the order of a page', async () => {
    const folder = await filled(null);
    expect(await found(folder, null)).toEqual([]);
    for (let page = 1; page < pagesOf(folder); page += 7) {
      const [first] = await foundAfter(folder, null, page, 0);
      expect(DAMAGED, `page ${page}`).toContain(first);
    }
  });
});

test('a check that is cancelled says so, and not that all is well', async () => {
  const folder = await filled(null);
  const workspace = new Workspace(folder);
  const reason = new Error('cancelled');
  await expect(verify(workspace, AbortSignal.abort(reason))).rejects.toBe(reason);
  workspace.close();
});
