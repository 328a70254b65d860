import { folderAt } from '../../../app/sources/folder-source.ts';
import { changedSource } from '../../../fixtures/changed-source.ts';
import { testWorkspaceKeys } from '../../../fixtures/workspace-keys.ts';
import { systemClock } from '../../ground/clock.ts';
import { openRosaSource } from '../../source/openrosa/openrosa.ts';
import type { Source } from '../../source/source.ts';
import { Workspace } from '../../store/workspace.ts';
import { plainRun } from '../../testing/run-options.ts';
import { runLine } from '../run.ts';

/**
 * Run as a separate process, to be killed. Takes everything of a zip, or of a server at an address with its authority,
 * into a workspace. With `die-when-fetched`, it kills itself when the first submission has come.
 */
const [folder = '', isEncrypted = '', from = '', caFile = '', when = ''] = process.argv.slice(2);

const workspace = new Workspace(folder, isEncrypted === 'encrypted' ? testWorkspaceKeys() : null);
const source: Source =
  caFile === ''
    ? await folderAt(from, workspace)
    : openRosaSource({ url: from, login: { kind: 'none' }, clock: systemClock, caFile });
const dying: Partial<Source> = {
  fetchSubmission: async (...args) => {
    await source.fetchSubmission(...args);
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  },
};
await runLine({
  ...plainRun(),
  workspace,
  source: when === 'die-when-fetched' ? changedSource(source, dying) : source,
  sourceName: 'source',
});
await source.close();
workspace.close();
