// Covers core/backup/make/write-volumes.ts, core/backup/make/write-snapshot.ts, core/backup/folder/manifest.ts.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WorkspaceKeys } from '../../core/model/workspace-keys.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { projectFile } from '../../fixtures/checks/project.ts';
import { isHere } from '../../fixtures/only-where.ts';
import { outputOf } from '../../fixtures/other-programs.ts';
import { workspaceContent } from '../../fixtures/workspace-content.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import { BackedUp, sampleKeys } from './testing/backed-up.ts';

// A backup is restored by 7-Zip and tar alone, with the very commands of docs/backup-format.md.

const commands = [...projectFile('docs/backup-format.md').matchAll(/^ {3}((?:7z|tar|python3) .*)$/gm)].map(
  ([, command = '']) => command,
);
const backedUp = new BackedUp();
afterAll(() => backedUp.close());

test('the page has the commands', () => {
  expect(commands.map((command) => command.split(' ')[0])).toEqual(['7z', 'tar', 'python3']);
});

const isPossible = (['7z', 'gnu-tar', 'python3', 'sqlite3'] as const).every(isHere);

describe.runIf(isPossible).each<[string, () => WorkspaceKeys | null]>([
  ['a plain workspace', () => null],
  ['an encrypted workspace', testWorkspaceKeys],
])('a backup of %s, unpacked by hand', (_kind, keysOf) => {
  const keys = keysOf();
  let workspace: Workspace;
  let folder: string;
  let restored: string;
  let code: string;

  /** Runs a command of the page for an archive, in the folder of the backup. */
  function run(command: string, archive: string, cwd: string): string {
    const name = archive.replace(/^.*\/|\.zip$/g, '');
    const changed = command
      .replace('volumes/000001.zip', `"-p${code}" "${archive}"`)
      .replace('000001.tar', `${name}.tar`)
      .replace('RESTORED', `"${restored}"`);
    const { status, stdout, stderr } = spawnSync('sh', ['-c', changed], { cwd, encoding: 'utf8' });
    expect([status, stderr], changed).toEqual([0, '']);
    return stdout;
  }

  function unpack(archive: string): void {
    const [unzip = '', untar = ''] = commands;
    expect(run(unzip, archive, folder)).toContain('Everything is Ok');
    run(untar, archive, folder);
    rmSync(join(folder, `${archive.replace(/^.*\/|\.zip$/g, '')}.tar`));
  }

  beforeAll(async () => {
    workspace = new Workspace(mkdtempSync(join(backedUp.spaces.root, 'by-hand-')), keys);
    await backedUp.spaces.fill(workspace, sampleKeys, 40);
    folder = backedUp.newFolder();
    await backedUp.backUp(workspace, folder);
    code = backedUp.codeOf(workspace).reveal();
    workspace.close();
    restored = backedUp.newFolder();
    mkdirSync(restored);
    for (const name of readdirSync(join(folder, 'volumes')).toSorted()) unpack(`volumes/${name}`);
    const [snapshot = ''] = readdirSync(join(folder, 'snapshots'));
    unpack(`snapshots/${snapshot}`);
  });

  test('every file has the hash that the manifest says', () => {
    run(commands[2] ?? '', '', restored);
    expect(readdirSync(join(restored, 'files')).length).toBeGreaterThan(5);
  });

  test('the database opens in SQLite, and is whole', () => {
    const checked = outputOf('sqlite3', [join(restored, 'attache.sqlite'), 'PRAGMA integrity_check']);
    expect(checked.trim()).toBe('ok');
  });

  test('the folder is a workspace with the same content', () => {
    new Workspace(restored, null).close();
    expect(workspaceContent(restored, null)).toEqual(workspaceContent(workspace.folder, keys));
  });
});
