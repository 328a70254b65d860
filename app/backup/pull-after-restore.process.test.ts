// Covers core/store/lost-files.ts, core/backup/restore/restore.ts.
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dumpWorkspace } from '../../cli/testing/dump.ts';
import type { UnlockedKey } from '../../core/model/key.ts';
import type { RunCounts } from '../../core/model/run-report.ts';
import type { ServerKind } from '../../core/model/server-kind.ts';
import { runLine } from '../../core/pull/run.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { plainRun } from '../../core/testing/run-options.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { editedData } from '../../fixtures/servers/edited-data.ts';
import { connectTo, type KindOfServer } from '../../fixtures/servers/kinds.ts';
import { testRoom } from '../../fixtures/servers/test-room.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { BackedUp, sampleKeys } from './testing/backed-up.ts';

/* What a pull does after a restore: nothing is downloaded twice, and nothing is missed. */
const { closing, start } = testRoom('restored');
const backedUp = new BackedUp();
afterAll(() => backedUp.close());

async function pull(
  workspace: Workspace,
  kind: ServerKind,
  server: KindOfServer,
  keys: readonly UnlockedKey[] = [],
): Promise<RunCounts> {
  const source = await connectTo(kind, server);
  const options = { ...plainRun(), workspace, source, sourceName: 'server', keys };
  return (await runLine(options).finally(() => source.close())).counts;
}

/** Opens what was restored from a backup; closes it after the test. */
async function restored(workspace: Workspace, folder: string): Promise<Workspace> {
  const { workspace: to } = await backedUp.restore(folder, backedUp.codeOf(workspace));
  const opened = testWorkspace(to);
  closing.push(() => opened.close());
  return opened;
}

test.each(['aggregate', 'ona', 'kobo', 'central'] as const)(
  '%s: it finds what was added, edited and deleted since the backup, and downloads nothing else',
  async (kind) => {
    const [one, two, three] = ['1', '2', '3'].map((id) => ({ id, name: `name ${id}` })) as [
      never,
      never,
      never,
    ];
    const server = await start(kind, editedData([one, two, three]));
    const workspace = backedUp.spaces.open();
    await pull(workspace, kind, server);
    const folder = backedUp.newFolder();
    await backedUp.backUp(workspace, folder);
    const edited = { id: '1b', name: 'another', replaces: '1', first: '1', times: 1 };
    server.serve(editedData([edited, three, { id: '4', name: 'new' }]));
    const counts = await pull(workspace, kind, server);
    const again = await restored(workspace, folder);
    expect(await pull(again, kind, server)).toEqual(counts);
    expect(counts.added).toBeGreaterThan(0);
    expect(dumpWorkspace(again.folder)).toEqual(dumpWorkspace(workspace.folder));
    // And once more: now there is nothing to do.
    expect(await pull(again, kind, server)).toMatchObject({ added: 0, improved: 0 });
  },
);

test('it downloads again what a damaged volume has lost, and only that', async () => {
  const server = await start('aggregate', sampleProject(40));
  const workspace = backedUp.spaces.open();
  await pull(workspace, 'aggregate', server, sampleKeys);
  const folder = backedUp.newFolder();
  await backedUp.backUp(workspace, folder);
  const [, volume = ''] = readdirSync(join(folder, 'volumes')).toSorted();
  truncateSync(join(folder, 'volumes', volume), 50);
  const again = await restored(workspace, folder);
  const lacking = again.submissionCounts.byForm().reduce((sum, form) => sum + form.incomplete, 0);
  const before = workspace.submissionCounts.byForm().reduce((sum, form) => sum + form.incomplete, 0);
  expect(lacking).toBeGreaterThan(before);
  const counts = await pull(again, 'aggregate', server, sampleKeys);
  expect(counts.added).toBe(0);
  expect(counts.improved).toBe(lacking - before);
  const withoutIdentity = (lines: readonly string[]) =>
    lines.filter((line) => !line.startsWith('backup_identity'));
  expect(withoutIdentity(dumpWorkspace(again.folder))).toEqual(
    withoutIdentity(dumpWorkspace(workspace.folder)),
  );
});
