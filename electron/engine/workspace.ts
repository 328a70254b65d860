import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { selfTest } from '../../keys/self-test.ts';
import type { Handlers } from '../ipc/contract.ts';
import type { EngineContext } from './context.ts';

type Names = 'engine.status' | 'engine.continueLocked' | 'workspace.size' | 'workspace.backUp';

/** The workspace as a whole: its state, its size, a copy of it. */
export function workspaceHandlers(
  context: EngineContext,
  around: { readonly isHidden: () => boolean; readonly show: () => void },
): Handlers<Names> {
  const { workspace, info, keys, clock } = context;
  const tested = { at: clock.now().toISOString(), failed: selfTest() };
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
    'workspace.backUp': async ({ placeId }) => {
      const path = join(
        context.pathOf(placeId),
        `${info.name} ${clock.now().toISOString().slice(0, 16).replace(':', '')}`,
      );
      await workspace.backUp(path);
      return { path, bytes: await sizeOf(path) };
    },
  };
}

/** Bytes of all files below a folder, a turn for others after each folder. */
export async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += await sizeOf(path);
    else if (entry.isFile()) sum += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }
  await new Promise((resolve) => setImmediate(resolve));
  return sum;
}
