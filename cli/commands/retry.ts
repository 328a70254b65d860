import { requireForms } from '../../app/known-forms.ts';
import { sourceNamed } from '../../app/sources.ts';
import { type RetriedSource, retrySources } from '../../app/take/retry.ts';
import { describe } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import { openZip } from '../../core/source/folder/zip.ts';
import { type CommonOptions, cancelSignal, withWorkspace } from '../context.ts';
import { keysAtHand } from '../keys-at-hand.ts';
import { note, printable, printJson } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { connect } from '../server-source.ts';
import type { LineOptions } from './import.ts';
import { codeOf, printRun } from './run-command.ts';
import { takeFrom } from './take.ts';

/**
 * `attache retry`: asks every source again for what failed or is missing. A source that cannot be asked is told, and the
 * others are asked all the same. Returns the exit code: that of the first source that could not be asked, else 3 when
 * something is left over.
 */
export function retryAll(
  common: CommonOptions,
  options: LineOptions & { connections: number },
): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    requireForms(workspace, options.formIds);
    const { keys } = await keysAtHand(common, workspace, 'unlocked');
    const { connections } = options;
    const retried = await retrySources({
      workspace,
      formIds: options.formIds,
      signal,
      run: async (sourceName, formIds) => {
        const progress = new ProgressLine();
        const onTryingAgain = progress.tryingAgain;
        const source = await sourceNamed(workspace, sourceName, {
          openZip,
          connect: (server) => connect(server, { workspace, connections, onTryingAgain }),
        });
        return takeFrom(
          { workspace, source, sourceName, kind: 'retry', keys, ...options, formIds, full: false, signal },
          progress,
        );
      },
      onSource: (name) => {
        if (!common.json) note(printable(`Asking ${name} again`));
      },
      onDone: (one) => {
        if (!common.json) print(one);
      },
    });
    if (common.json) printJson(retried.map(asJson));
    else if (retried.length === 0) note('There is nothing to retry.');
    const failed = retried.flatMap((one) => ('problem' in one ? [one.problem] : []));
    const [first] = failed.filter(({ code }) => code !== 'usage.server_unknown');
    if (first !== undefined) return describe(first).exit;
    // What came from a server that was removed stays as it is.
    const codes = retried.map((one) => ('report' in one ? codeOf(one.report) : EXIT.someProblems));
    return codes.includes(EXIT.bug) ? EXIT.bug : Math.max(EXIT.ok, ...codes);
  });
}

function print(one: RetriedSource): void {
  if ('report' in one) {
    printRun(one.report, false);
    return;
  }
  const { message, action } = describe(one.problem);
  note(printable(`${one.source} could not be asked. ${message} ${action}`));
}

function asJson(one: RetriedSource): object {
  if ('report' in one) return { source: one.source, ...one.report };
  const { code } = one.problem;
  const { message, action, retry } = describe(one.problem);
  return { source: one.source, error: { code, message, action, retry } };
}
