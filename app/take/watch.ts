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
import { exitOfRun } from './exit-of-run.ts';
import { type ConnectFor, type KeysAtHand, type Onlooker, type RunChoice, runSource } from './run-source.ts';
import { SeenForms } from './seen-forms.ts';

export interface WatchOptions extends RunChoice {
  readonly workspace: Workspace;
  /** Names of servers; empty is all. */
  readonly servers: readonly string[];
  /** Minutes from the beginning of one round to the beginning of the next. */
  readonly every: number;
  readonly keys: KeysAtHand;
  readonly connections: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Asked once for each server, at the beginning: what connects to it with its password or token. Throws a Problem. */
  readonly connect: (server: Server) => Promise<ConnectFor>;
  /** Shows one pull: gives it an onlooker, and clears up after it. */
  readonly show: <T>(work: (onlooker: Onlooker) => Promise<T>) => Promise<T>;
  /** Told which servers are watched, before the first is pulled from. */
  readonly onBegin: (servers: readonly string[]) => void;
  readonly onPulled: (server: string, report: RunReport) => void;
  /** A server could not be pulled from now. */
  readonly onFailed: (server: string, problem: ProblemData) => void;
}

/** Why a watch has ended, with the exit code of a command that watches. */
export interface Watched {
  readonly why: 'no-server' | 'all-refused' | 'stopped';
  readonly exit: number;
}

interface WatchedServer {
  readonly name: string;
  readonly kind: 'import' | 'pull';
  readonly connect: ConnectFor;
}

/** What may be over at the next round: another program writes for long, and space can be made. */
const PASSING: ReadonlySet<ProblemCode> = new Set(['store.locked', 'store.disk_full']);

/**
 * Pulls from servers again and again until it is stopped. What keeps a server from being reached, or the workspace from
 * being written for a while, is told and tried again at the next round; one that refuses the login is left out from then
 * on, because wrong passwords lock accounts. The exit code of a watch that was stopped is the highest of the last pulls; that
 * of the login when no server is left. Throws `usage.server_unknown`, `usage.form_unknown`, and other `store.*` problems.
 */
export async function watch(options: WatchOptions): Promise<Watched> {
  const { clock, signal, every, formIds } = options;
  const keys = await options.keys();
  let watched = await chosen(options);
  if (watched.length === 0) return { why: 'no-server', exit: EXIT.usage };
  options.onBegin(watched.map(({ name }) => name));
  const codes = new Map<string, number>();
  const stopped = (): Watched => ({ why: 'stopped', exit: Math.max(EXIT.ok, ...codes.values()) });
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
    // A clock that is set back in the meantime does not make it longer.
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
 * Pulls once from one server and tells what came of it. Returns whether it refuses the login, and the exit code of the
 * pull; null when it was stopped or the server could not be reached, which may be over at the next round.
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
    onPulled(name, report);
    return { isRefused: false, code: exitOfRun(report) };
  } catch (error) {
    if (signal.aborted) return nothing;
    if (!isProblem(error) || (error.code.startsWith('store.') && !PASSING.has(error.code))) throw error;
    onFailed(name, error.data);
    const { retry, exit } = describe(error.data);
    return { isRefused: isRefusedLogin(error), code: retry ? null : exit };
  }
}
