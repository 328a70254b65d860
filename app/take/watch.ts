import type { Clock } from '../../core/ground/clock.ts';
import {
  describe,
  isProblem,
  isRefusedLogin,
  Problem,
  type ProblemCode,
  type ProblemData,
} from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { UnlockedKey } from '../../core/model/key.ts';
import type { RunReport } from '../../core/model/run-report.ts';
import type { Server } from '../../core/model/server.ts';
import type { ListedForms } from '../../core/pull/list-forms.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { toldForms } from '../forms/known-forms.ts';
import { sourceNamed } from '../sources/source-named.ts';
import { exitOfRun, gravestExit } from './exit-of-run.ts';
import { type ConnectFor, type Onlooker, type ReadKeys, type RunChoice, runSource } from './run-source.ts';
import { SeenForms } from './seen-forms.ts';

export interface WatchOptions extends RunChoice {
  readonly workspace: Workspace;
  /** Names of servers; empty: all. */
  readonly servers: readonly string[];
  /** Minutes from the start of one round to the start of the next. */
  readonly every: number;
  readonly keys: ReadKeys;
  readonly connections: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /**
   * Called once for each server at the start. Returns a function that connects to it with its password or
   * token. Throws a Problem.
   */
  readonly connect: (server: Server) => Promise<ConnectFor>;
  /** Shows one pull: passes it an onlooker, and cleans up after it. */
  readonly show: <T>(work: (onlooker: Onlooker) => Promise<T>) => Promise<T>;
  /** Called with the servers that are watched, before the first pull. */
  readonly onBegin: (servers: readonly string[]) => void;
  /** May do more with what was pulled, and return another exit code for it. */
  readonly onPulled: (server: string, report: RunReport) => Promise<number> | undefined;
  /** Called when a server could not be pulled from in this round. */
  readonly onFailed: (server: string, problem: ProblemData) => void;
}

/** Why a watch has ended, with the exit code for the command. */
export interface Watched {
  readonly why: 'no-server' | 'all-refused' | 'stopped';
  readonly exit: number;
}

interface WatchedServer {
  readonly name: string;
  readonly kind: 'import' | 'pull';
  readonly connect: ConnectFor;
}

/**
 * Problems that may be over by the next round: another program writes for a long time, or the disk is full.
 */
const PASSING: ReadonlySet<ProblemCode> = new Set(['store.locked', 'store.disk_full']);

/**
 * Pulls from servers again and again until it is stopped. When a server cannot be reached, or the workspace
 * cannot be written for a while, it reports this and tries again in the next round. A server that refuses the
 * login is left out from then on, because wrong passwords lock accounts. The exit code of a stopped watch is
 * the gravest of the last pulls; when no server is left it is the code of the login. Throws
 * `usage.server_unknown`, `usage.form_unknown`, and other `store.*` problems.
 */
export async function watch(options: WatchOptions): Promise<Watched> {
  const { clock, signal, every, formIds } = options;
  const keys = await options.keys();
  let watched = await chosen(options);
  if (watched.length === 0) return { why: 'no-server', exit: EXIT.usage };
  options.onBegin(watched.map(({ name }) => name));
  const codes = new Map<string, number>();
  const stopped = (): Watched => ({ why: 'stopped', exit: gravestExit(codes.values()) });
  for (;;) {
    const next = clock.now().getTime() + every * 60_000;
    const refused = new Set<string>();
    const seen = new SeenForms(watched.length);
    for (const server of watched) {
      const { isRefused, code } = await pullOnce(options, server, keys, (listed) =>
        seen.add(toldForms(listed)),
      );
      if (code !== null) codes.set(server.name, code);
      if (signal.aborted) return stopped();
      if (isRefused) refused.add(server.name);
    }
    seen.require(formIds);
    watched = watched.filter(({ name }) => !refused.has(name));
    if (watched.length === 0) return { why: 'all-refused', exit: EXIT.login };
    // The wait does not become longer when the clock is set back in the meantime.
    const wait = Math.min(Math.max(0, next - clock.now().getTime()), every * 60_000);
    await clock.sleep(wait, signal).catch(() => undefined);
    if (signal.aborted) return stopped();
  }
}

async function chosen({ workspace, servers: names, connect }: WatchOptions): Promise<WatchedServer[]> {
  const all = workspace.servers.all();
  for (const name of names) {
    if (!all.some((server) => server.name === name)) throw new Problem('usage.server_unknown', { name });
  }
  const servers = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
  const watched: WatchedServer[] = [];
  for (const server of servers) {
    const kind = server.kind === 'folder' ? 'import' : 'pull';
    watched.push({ name: server.name, kind, connect: await connect(server) });
  }
  return watched;
}

/**
 * Pulls once from one server and reports the result. Returns whether the server refuses the login, and the
 * exit code of the pull; null when it was stopped or the server could not be reached, which may be over by
 * the next round.
 */
async function pullOnce(
  options: WatchOptions,
  { name, kind, connect }: WatchedServer,
  keys: readonly UnlockedKey[],
  onListed: (listed: ListedForms) => void,
): Promise<{ readonly isRefused: boolean; readonly code: number | null }> {
  const { workspace, signal, show, onPulled, onFailed } = options;
  const nothing = { isRefused: false, code: null };
  try {
    const report = await show(async (onlooker) => {
      const source = await sourceNamed(workspace, name, connect(onlooker.onSilence));
      return runSource({ ...options, keys, source, sourceName: name, kind, full: false, onListed }, onlooker);
    });
    if (report.outcome === 'cancelled') return nothing;
    const more = (await onPulled(name, report)) ?? EXIT.ok;
    return { isRefused: false, code: gravestExit([exitOfRun(report), more]) };
  } catch (error) {
    if (signal.aborted) return nothing;
    if (!isProblem(error) || (error.code.startsWith('store.') && !PASSING.has(error.code))) throw error;
    onFailed(name, error.data);
    const { retry, exit } = describe(error.data);
    return { isRefused: isRefusedLogin(error), code: retry ? null : exit };
  }
}
