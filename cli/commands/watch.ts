import { toldForms } from '../../app/known-forms.ts';
import { describe, isProblem, isRefusedLogin, Problem, type ProblemCode } from '../../core/ground/problem.ts';
import { formUnknown, type KnownForm } from '../../core/ground/problems/form-unknown.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { UnlockedKey } from '../../core/model/key.ts';
import type { Server } from '../../core/model/server.ts';
import type { RunReport } from '../../core/pull/report.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type CommonOptions, cancelSignal, clock, withWorkspace } from '../context.ts';
import { keysAtHand } from '../keys-at-hand.ts';
import { note, plural, printable, printLine } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { connectWith, secretOf } from '../server-source.ts';
import type { LineOptions } from './import.ts';
import { codeOf } from './run-command.ts';
import { takeFrom } from './take.ts';

export interface WatchOptions extends LineOptions {
  /** Names of servers; empty is all. */
  readonly servers: readonly string[];
  /** Minutes from the beginning of one round to the beginning of the next. */
  readonly every: number;
  readonly connections: number;
}

/** A server that is watched, with what it is signed in with: asked for once, at the beginning. */
interface Watched {
  readonly server: Server;
  readonly secret: Secret | null;
}

/** What may be over at the next round: another program writes for long, and space can be made. */
const PASSING: ReadonlySet<ProblemCode> = new Set(['store.locked', 'store.disk_full']);

/**
 * `attache watch`: pulls from servers again and again until it is stopped. What keeps a server from being reached, or the
 * workspace from being written for a while, is said and tried again at the next round; one that refuses the login is left
 * out from then on, because wrong passwords lock accounts. Returns the exit code when it was stopped: the highest of the
 * last pulls, so 3 when submissions wait for a key or are not whole, and 5 when a server shows this account nothing or has
 * refused the login; that of the login when no server is left. Throws other `store.*` problems.
 */
export function watchServers(common: CommonOptions, options: WatchOptions): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    const { keys } = await keysAtHand(common, workspace, 'unlocked');
    let watched = await chosen(workspace, options.servers);
    if (watched.length === 0) {
      note('There is no server to watch. Add one with "attache servers add".');
      return EXIT.usage;
    }
    if (!common.json) {
      const names = watched.map(({ server }) => server.name).join(', ');
      note(`Pulling from ${names} every ${plural(options.every, 'minute')}, until Ctrl-C.`);
    }
    const codes = new Map<Watched, number>();
    const last = (): number => Math.max(EXIT.ok, ...codes.values());
    for (;;) {
      const next = clock.now().getTime() + options.every * 60_000;
      const refused = new Set<Watched>();
      const seen = new SeenForms(watched.length);
      for (const one of watched) {
        const { isRefused, code } = await pullOnce({
          workspace,
          one,
          keys,
          options,
          signal,
          isJson: common.json,
          seen,
        });
        if (code !== null) codes.set(one, code);
        if (signal.aborted) return last();
        if (isRefused) refused.add(one);
      }
      seen.require(options.formIds);
      watched = watched.filter((one) => !refused.has(one));
      if (watched.length === 0) {
        note('No server is left to watch.');
        return EXIT.login;
      }
      // A clock that is set back in the meantime does not make it longer.
      const wait = Math.min(Math.max(0, next - clock.now().getTime()), options.every * 60_000);
      await clock.sleep(wait, signal).catch(() => undefined);
      if (signal.aborted) return last();
    }
  });
}

/** The forms that the servers of one round list: a form that is asked for need not be on each of them. */
class SeenForms {
  readonly #servers: number;
  readonly #lists: (readonly KnownForm[] | null)[] = [];

  constructor(servers: number) {
    this.#servers = servers;
  }

  add(forms: readonly KnownForm[] | null): void {
    this.#lists.push(forms);
  }

  /** Throws `usage.form_unknown` when all servers have told their forms, and none has one of these. */
  require(formIds: readonly string[] | null): void {
    const told = this.#lists.filter((forms) => forms !== null);
    if (formIds === null || told.length < this.#servers) return;
    const known = told.flat();
    const missing = formIds.find((form) => !known.some(({ formId }) => formId === form));
    if (missing !== undefined) throw formUnknown(missing, 'these servers', known);
  }
}

async function chosen(workspace: Workspace, names: readonly string[]): Promise<readonly Watched[]> {
  const all = workspace.servers.all();
  for (const name of names) {
    if (!all.some((server) => server.name === name)) throw new Problem('usage.server_unknown', { name });
  }
  const servers = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
  const watched: Watched[] = [];
  for (const server of servers) watched.push({ server, secret: await secretOf(server) });
  return watched;
}

/**
 * Pulls once from one server and says what came of it. Returns whether it refuses the login, and the exit code of the
 * pull; null when it was stopped or the server could not be reached, which may be over at the next round.
 */
async function pullOnce({
  workspace,
  one: { server, secret },
  keys,
  options,
  signal,
  isJson,
  seen,
}: {
  readonly workspace: Workspace;
  readonly one: Watched;
  readonly keys: readonly UnlockedKey[];
  readonly options: WatchOptions;
  readonly signal: AbortSignal;
  readonly isJson: boolean;
  readonly seen: SeenForms;
}): Promise<{ readonly isRefused: boolean; readonly code: number | null }> {
  const { name } = server;
  const { connections } = options;
  const say = (text: string, more: object): void => {
    const at = clock.now().toISOString();
    printLine(isJson ? JSON.stringify({ at, server: name, ...more }) : `${at}  ${printable(name)}  ${text}`);
  };
  try {
    const progress = new ProgressLine();
    const onTryingAgain = progress.tryingAgain;
    const source = await connectWith(server, secret, { workspace, connections, onTryingAgain });
    const report = await takeFrom(
      {
        workspace,
        source,
        sourceName: name,
        kind: server.kind === 'folder' ? 'import' : 'pull',
        keys,
        ...options,
        full: false,
        signal,
        onListed: (listed) => seen.add(toldForms(listed)),
      },
      progress,
    );
    if (report.outcome === 'cancelled') return { isRefused: false, code: null };
    say(inWords(report), { report });
    return { isRefused: false, code: codeOf(report) };
  } catch (error) {
    if (signal.aborted) return { isRefused: false, code: null };
    if (!isProblem(error) || (error.code.startsWith('store.') && !PASSING.has(error.code))) throw error;
    const { message, action, retry, exit } = describe(error.data);
    say(printable(`${message} ${action}`), { error: { code: error.code, message, action } });
    return { isRefused: isRefusedLogin(error), code: retry ? null : exit };
  }
}

function inWords({ counts: c, unlisted = [], ofForms = {} }: RunReport): string {
  const { 'source.form_unlisted': _told, ...others } = ofForms;
  const withForms = Object.values(others).reduce((sum, count) => sum + count, 0);
  const parts = [
    `${c.added.toLocaleString('en')} new`,
    c.improved > 0 ? `${c.improved.toLocaleString('en')} better than before` : '',
    c.notFetched > 0 ? `${c.notFetched.toLocaleString('en')} could not be fetched` : '',
    c.withProblems > 0 ? `${c.withProblems.toLocaleString('en')} with problems` : '',
    c.deletedNow > 0 ? `${c.deletedNow.toLocaleString('en')} found deleted on the server` : '',
    c.unlistedNow > 0 ? `${c.unlistedNow.toLocaleString('en')} no longer listed for this account` : '',
    unlisted.length > 0 ? `${plural(unlisted.length, 'form')} no longer shown to this account` : '',
    withForms > 0 ? `${plural(withForms, 'problem')} with forms and their lists` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
