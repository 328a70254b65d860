import { importFolder as importFrom } from '../../app/take/import-folder.ts';
import type { RunChoice } from '../../app/take/run-source.ts';
import { unlockedKeys } from '../available-keys.ts';
import { type CommonOptions, cancelSignal, clock, withWorkspace } from '../context.ts';
import { lookingOn } from '../looking-on.ts';
import { printRun } from './print-run.ts';

/** `attache import`: imports new submissions from a folder or zip. Returns the exit code. */
export function importFolder(common: CommonOptions, folder: string, choice: RunChoice): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    const keys = unlockedKeys(common, workspace);
    const report = await lookingOn(workspace, (onlooker) =>
      importFrom({ ...choice, workspace, folder, keys, clock, signal }, onlooker),
    );
    return printRun(report, common.json);
  });
}
