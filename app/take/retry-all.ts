import type { Clock } from '../../core/ground/clock.ts';
import { describe } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { requireForms } from '../forms/known-forms.ts';
import { sourceNamed } from '../sources/source-named.ts';
import { exitOfRun } from './exit-of-run.ts';
import { type RetriedSource, retrySources } from './retry.ts';
import { type ConnectFor, type Onlooker, type ReadKeys, type RunChoice, runSource } from './run-source.ts';

export interface RetryAllOptions extends RunChoice {
  readonly workspace: Workspace;
  readonly keys: ReadKeys;
  readonly connections: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly connect: ConnectFor;
  /** Shows one run: passes it an onlooker, and cleans up after it. */
  readonly show: <T>(work: (onlooker: Onlooker) => Promise<T>) => Promise<T>;
  /** Called before a source is asked. */
  readonly onSource: (source: string) => void;
  readonly onDone: (retried: RetriedSource) => void;
}

/** The result of a retry, with the exit code for a command. */
export interface RetriedAll {
  readonly sources: readonly RetriedSource[];
  readonly exit: number;
}

/**
 * Asks every source again for what failed or is missing. A source that cannot be asked is reported, and the
 * others are asked anyway. Throws `usage.form_unknown`, and `store.*` problems.
 */
export async function retryAll(options: RetryAllOptions): Promise<RetriedAll> {
  const { connect, show, onSource, onDone, ...choice } = options;
  const { workspace, signal } = choice;
  requireForms(workspace, choice.formIds);
  const keys = await choice.keys();
  const run = (sourceName: string, formIds: readonly string[]) =>
    show(async (onlooker) => {
      const source = await sourceNamed(workspace, sourceName, connect(onlooker.onSilence));
      const again = { ...choice, keys, source, sourceName, formIds, kind: 'retry', full: false } as const;
      return runSource(again, onlooker);
    });
  const sources = await retrySources({ workspace, formIds: choice.formIds, signal, run, onSource, onDone });
  return { sources, exit: exitOf(sources) };
}

/** The exit code of the first source that could not be asked, else 3 when something is left. */
function exitOf(sources: readonly RetriedSource[]): number {
  const failed = sources.flatMap((one) => ('problem' in one ? [one.problem] : []));
  const [first] = failed.filter(({ code }) => code !== 'usage.server_unknown');
  if (first !== undefined) return describe(first).exit;
  // Submissions from a server that was removed stay as they are.
  const codes = sources.map((one) => ('report' in one ? exitOfRun(one.report) : EXIT.someProblems));
  return codes.includes(EXIT.bug) ? EXIT.bug : Math.max(EXIT.ok, ...codes);
}
