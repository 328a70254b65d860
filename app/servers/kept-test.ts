import { isProblemCode } from '../../core/ground/problem.ts';
import type { ServerTestResult } from '../../core/model/server-test.ts';
import type { ServerParts } from './server-context.ts';

/** Keeps how a test of a server ended, and that the server was reached, if it was. */
export function keepTest(workspace: ServerParts, name: string, test: ServerTestResult): void {
  const [address] = test.lines;
  workspace.transaction(() => {
    workspace.sourceStates.setLastTest(name, JSON.stringify(test));
    if (address?.state === 'ok') workspace.sourceStates.reached(name);
  });
}

/** How the last test of a source ended; null where there was none, or one whose problem this version does not have. */
export function keptTest(
  { sourceStates }: Pick<ServerParts, 'sourceStates'>,
  name: string,
): ServerTestResult | null {
  const kept = sourceStates.lastTest(name);
  if (kept === null) return null;
  // Written by `keepTest`.
  const test = JSON.parse(kept) as ServerTestResult;
  return test.lines.every(({ problem }) => problem === null || isProblemCode(problem.code)) ? test : null;
}
