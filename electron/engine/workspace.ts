import { copyWorkspace } from '../../app/workspace/copy-workspace.ts';
import { isEncryptionBegun } from '../../app/workspace/encryption-begun.ts';
import { sizeOf } from '../../app/workspace/size-of.ts';
import { isUntouched } from '../../app/workspace/untouched.ts';
import { keptBy } from '../../app/workspace/workspace-kind.ts';
import { databaseSelfTest } from '../../core/store/self-test.ts';
import { selfTest } from '../../keys/self-test.ts';
import type { Handlers } from '../ipc/contract.ts';
import type { EngineContext } from './context.ts';

type Names = 'engine.status' | 'engine.continueLocked' | 'workspace.size' | 'workspace.copyTo';

/** The workspace as a whole: its state, its size, a copy of it. */
export function workspaceHandlers(
  context: EngineContext,
  around: { readonly isHidden: () => boolean; readonly show: () => void },
): Handlers<Names> {
  const { workspace, info, keys, clock } = context;
  const tested = { at: clock.now().toISOString(), failed: [...selfTest(), ...databaseSelfTest()] };
  return {
    'engine.status': () => {
      const held = keys.all().length;
      const isHidden = around.isHidden();
      return {
        workspace: info,
        keys: { all: Math.max(held, workspace.privateKeys.all().length), open: held },
        problems: isHidden ? 0 : workspace.submissionCounts.withProblems(),
        forms: isHidden ? 0 : workspace.submissionCounts.forms(),
        selfTest: tested,
        isHidden,
        encryption: isHidden ? null : keptBy(workspace.folder),
        isEncryptionBegun: !isHidden && isEncryptionBegun(workspace.folder),
        isUntouched: !isHidden && isUntouched(workspace),
      };
    },
    'engine.continueLocked': () => {
      around.show();
      return null;
    },
    'workspace.size': async () => ({
      bytes: await sizeOf(workspace.folder),
      submissions: workspace.submissionCounts.hereOnce().here,
    }),
    'workspace.copyTo': ({ placeId }) =>
      copyWorkspace(workspace, context.pathOf(placeId), info.name, clock.now()),
  };
}
