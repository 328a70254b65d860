import type { RetriedSource } from '../../app/take/retry.ts';
import { retryAll as retry } from '../../app/take/retry-all.ts';
import type { RunChoice } from '../../app/take/run-source.ts';
import { describe } from '../../core/ground/problem.ts';
import { unlockedKeys } from '../available-keys.ts';
import { type CommonOptions, cancelSignal, clock, withWorkspace } from '../context.ts';
import { lookingOn } from '../looking-on.ts';
import { note, printable, printJson } from '../output.ts';
import { connecting } from '../server-source.ts';
import { printRun } from './print-run.ts';

/**
 * `attache retry`: asks every source again for submissions that failed or are missing. Returns an exit code:
 * the one of the first source that could not be reached; else 3 when submissions are still missing or not
 * readable; else 0.
 */
export function retryAll(
  common: CommonOptions,
  options: RunChoice & { readonly connections: number },
): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    const { sources, exit } = await retry({
      ...options,
      workspace,
      keys: unlockedKeys(common, workspace),
      connect: connecting(workspace, options.connections),
      clock,
      signal,
      show: (work) => lookingOn(workspace, work),
      onSource: (name) => {
        if (!common.json) note(printable(`Retrying ${name}`));
      },
      onDone: (one) => {
        if (!common.json) print(one);
      },
    });
    if (common.json) printJson(sources.map(asJson));
    else if (sources.length === 0) note('There is nothing to retry.');
    return exit;
  });
}

function print(one: RetriedSource): void {
  if ('report' in one) {
    printRun(one.report, false);
    return;
  }
  const { message, action } = describe(one.problem);
  note(printable(`Could not retry ${one.source}. ${message} ${action}`));
}

function asJson(one: RetriedSource): object {
  if ('report' in one) return { source: one.source, ...one.report };
  const { code } = one.problem;
  const { message, action, retry } = describe(one.problem);
  return { source: one.source, error: { code, message, action, retry } };
}
