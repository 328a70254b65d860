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

/**
 * Returns the result of the last test of a source; null when there was none, or when this version does not
 * know its problem.
 */
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
