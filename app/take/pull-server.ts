import type { Clock } from '../../core/ground/clock.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { RunReport } from '../../core/model/run-report.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { requiringForms } from '../forms/known-forms.ts';
import { sourceNamed } from '../sources/source-named.ts';
import { type ConnectFor, type Onlooker, type ReadKeys, type RunChoice, runSource } from './run-source.ts';

export interface PullServerOptions extends RunChoice {
  readonly workspace: Workspace;
  /** The name of a server, or of a folder that was added. */
  readonly server: string;
  readonly keys: ReadKeys;
  /** True to read the lists from their start. */
  readonly full: boolean;
  /** How many requests run at the same time. */
  readonly connections: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly connect: ConnectFor;
}

/**
 * Pulls from one server. Throws `usage.server_unknown`, `usage.form_unknown` for a form that the server does
 * not list, the problem that keeps it from being reached, and the problem that stops the run.
 */
export async function pullServer(options: PullServerOptions, onlooker: Onlooker): Promise<RunReport> {
  const { server, connect, ...run } = options;
  const { workspace, formIds } = run;
  if (workspace.servers.find(server) === null) throw new Problem('usage.server_unknown', { name: server });
  const keys = await run.keys();
  const source = await sourceNamed(workspace, server, connect(onlooker.onSilence));
  const onListed = requiringForms(server, formIds);
  return runSource({ ...run, keys, source, sourceName: server, kind: 'pull', onListed }, onlooker);
}
