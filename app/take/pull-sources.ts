import { availableParallelism } from 'node:os';
import { isProblem, type ProblemData, problemData } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import { Away, MOST_RETURNS } from '../../core/pull/away.ts';
import type { FormOptions } from '../../core/pull/form-options.ts';
import { serverBehind } from '../../core/pull/other-ways.ts';
import { noteReached } from '../../core/pull/reached.ts';
import { runLine } from '../../core/pull/run.ts';
import type { Source } from '../../core/source/source.ts';
import { formOptionsOf } from './form-options-of.ts';
import { beginPart, endUnlisted, titleOf } from './pull-part.ts';
import { type ChosenForm, chosenForms, type PullWork } from './pull-ports.ts';
import { bySource, type SourcePart } from './running-pull.ts';

/**
 * Pulls from all sources of a plan at once. What stops one of them stops only that one, and stands in its part; what is
 * the same for all (disk, database, a bug) stops all, and stands in the pull.
 */
export async function pullSources(work: PullWork): Promise<void> {
  const { ports, pull } = work;
  const chosen = chosenForms(ports, pull.plan);
  const sources = [...bySource(pull.plan.forms ?? chosen.map(({ form }) => form))];
  const threads = Math.max(1, Math.floor((ports.threads ?? availableParallelism()) / sources.length));
  const parts = sources.map(([source, formIds]) => ({ part: beginPart(work, source, formIds), formIds }));
  const pullPart = async ({ part, formIds }: (typeof parts)[number]): Promise<void> => {
    try {
      const own = chosen.filter(({ form }) => form.source === part.source);
      await pullSource(work, part, { formIds, chosen: own, threads });
    } catch (error) {
      stopFor(work, part, error);
    } finally {
      part.isEnded = true;
      part.awayUntil = null;
      work.onChange();
    }
  };
  // Ways to one server go one after the other: what the first brings the next need not fetch.
  const servers = Map.groupBy(
    parts,
    ({ part }) => serverBehind(ports.workspace, part.source)?.key ?? `source ${part.source}`,
  );
  for (const ways of servers.values()) for (const { part } of ways.slice(1)) part.isQueued = true;
  await Promise.all(
    [...servers.values()].map(async (ways) => {
      for (const way of ways) {
        way.part.isQueued = false;
        await pullPart(way);
      }
    }),
  );
}

interface PartPlan {
  readonly formIds: readonly string[];
  readonly chosen: readonly ChosenForm[];
  readonly threads: number;
}

async function pullSource(work: PullWork, part: SourcePart, plan: PartPlan): Promise<void> {
  const { ports, pull, aways } = work;
  const { signal } = pull.abort;
  const source = await ports.connect(part.source, (problem) => {
    const wasSilent = part.silence.note(problem, performance.now());
    if (problem !== null || wasSilent) work.onChange();
    if (problem === null && wasSilent) pull.restartPace(part);
  });
  try {
    const away = new Away({
      source,
      clock: ports.clock,
      onAway: (at, problem) => tellAway(work, part, at, problem),
    });
    aways.set(part, away);
    while (!(await pullOnce(work, part, plan, source, away))) signal.throwIfAborted();
    noteReached(ports.workspace, ports.clock, part.source, null);
    // A list that a stop kept from being read says of no form that it is gone.
    if (!signal.aborted) endUnlisted(part);
  } finally {
    aways.delete(part);
    await source.close();
  }
}

/** Runs the line; false when it found no network at all, and there is one now. Throws what stops this source. */
async function pullOnce(
  work: PullWork,
  part: SourcePart,
  { formIds, chosen, threads }: PartPlan,
  source: Source,
  away: Away,
): Promise<boolean> {
  const { ports, pull, inHand } = work;
  const { plan } = pull;
  const { signal } = pull.abort;
  try {
    await runLine({
      workspace: ports.workspace,
      source,
      sourceName: part.source,
      kind: plan.kind === 'retry' || plan.kind === 'import' ? plan.kind : 'pull',
      keys: ports.keys(),
      formIds,
      full: plan.full,
      keepCiphertext: keptForms(chosen),
      formOptions: new Map<string, FormOptions>(
        chosen.map(({ form, settings }) => [form.formId, formOptionsOf(settings)]),
      ),
      only: plan.refs?.filter((ref) => ref.source === part.source),
      connections: ports.settings().connections,
      threads,
      clock: ports.clock,
      signal,
      pullId: pull.id,
      tallies: part.tallies,
      away,
      onProgress: () => undefined,
      onCounted: () => {
        part.isCounted = true;
        work.onChange();
      },
      onListProblem: (formId, problem) => {
        pull.tell('not-listed', { source: part.source, form: titleOf(part, formId) }, problem);
      },
      onEmpty: ({ title, isSure }) => {
        pull.tell(isSure ? 'empty' : 'empty-here', { source: part.source, form: title });
      },
      onProblem: (formId, problem) => {
        pull.tellProblem({ source: part.source, form: titleOf(part, formId) }, problem);
      },
      onInHand: (refs, isDone) => {
        const named = refs.map(({ formId, locator }) => ({ source: part.source, formId, locator }));
        if (isDone) work.onStored(named);
        else inHand.begin(named);
      },
    });
    return true;
  } catch (error) {
    const mayPass = isProblem(error) && isNetworkGone(error.data) && !pull.parts.some((one) => one.isCounted);
    if (!mayPass || signal.aborted) throw error;
    // Nothing answers: the network is away, rather than this one server.
    if ((await away.check(error.data, signal, MOST_RETURNS)) === 'answers') throw error;
    return false;
  }
}

/** The forms whose ciphertext is kept when they are readable, too. */
export function keptForms(chosen: readonly ChosenForm[]): ReadonlySet<string> {
  const kept = chosen.filter(({ settings }) => settings.keepEncrypted === 'always');
  return new Set(kept.map(({ form }) => form.formId));
}

function stopFor({ ports, pull }: PullWork, part: SourcePart, thrown: unknown): void {
  if (pull.abort.signal.aborted && !isProblem(thrown)) return;
  const error = storeProblem(thrown, ports.workspace.folder);
  if (!isProblem(error) || error.code.startsWith('store.')) {
    // Whatever a bug has to say could hold an answer; that it happened must be told all the same.
    pull.failure ??= isProblem(error) ? error.data : problemData('engine.bug', {});
    pull.abort.abort();
    return;
  }
  part.problem = error.data;
  pull.tell('not-listed', { source: part.source }, error.data);
  noteReached(ports.workspace, ports.clock, part.source, error.data);
}

function tellAway(
  { ports, pull, onChange }: PullWork,
  part: SourcePart,
  at: Date | null,
  problem: ProblemData | null,
): void {
  if (at !== null && part.awayUntil === null) pull.tell('offline', { source: part.source }, problem);
  if (at === null && part.awayUntil !== null) {
    pull.tell('online', { source: part.source });
    pull.restartPace(part);
  }
  part.awayUntil = at;
  if (problem === null) part.silence.note(null, performance.now());
  else part.silence.begin(problem);
  noteReached(ports.workspace, ports.clock, part.source, problem);
  onChange();
}

/** There is no way to anywhere, as far as can be told from one server: its name is not found, or no road leads to it. */
function isNetworkGone({ code }: ProblemData): boolean {
  return code === 'net.name_unknown' || code === 'net.unreachable';
}
