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
 * Pulls from all sources of a plan at once. A problem of one source stops only that source, and is stored in
 * its part. A problem that affects all of them (disk, database, a bug) stops the pull, and is stored in the
 * pull.
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
  // Sources on the same server are pulled one after the other: what the first downloads, the next need not
  // download.
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
    // After a stop the list may not have been read, so a form that is missing from it may still exist.
    if (!signal.aborted) endUnlisted(part);
  } finally {
    aways.delete(part);
    await source.close();
  }
}

/**
 * Runs the pull of one source. Returns false when there was no network and now there is. Throws the problem
 * that stops this source.
 */
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
      onInHand: (refs, step) => {
        const named = refs.map(({ formId, locator }) => ({ source: part.source, formId, locator }));
        if (step === 'begins') inHand.begin(named);
        else inHand.end(named);
        if (step === 'stored') work.onStored(named);
      },
    });
    return true;
  } catch (error) {
    const mayPass = isProblem(error) && isNetworkGone(error.data) && !pull.parts.some((one) => one.isCounted);
    if (!mayPass || signal.aborted) throw error;
    // Nothing responds: the computer is offline, not only this server.
    if ((await away.check(error.data, signal, MOST_RETURNS)) === 'answers') throw error;
    return false;
  }
}

/** Returns the forms whose ciphertext is kept even when the submissions are readable. */
export function keptForms(chosen: readonly ChosenForm[]): ReadonlySet<string> {
  const kept = chosen.filter(({ settings }) => settings.keepEncrypted === 'always');
  return new Set(kept.map(({ form }) => form.formId));
}

function stopFor({ ports, pull }: PullWork, part: SourcePart, thrown: unknown): void {
  if (pull.abort.signal.aborted && !isProblem(thrown)) return;
  const error = storeProblem(thrown, ports.workspace.folder);
  if (!isProblem(error) || error.code.startsWith('store.')) {
    // The text of a bug could hold an answer, so only the fact that there was a bug is reported.
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

/**
 * True when the problem suggests that the computer is offline: the server's name is not found, or no route
 * leads to it.
 */
function isNetworkGone({ code }: ProblemData): boolean {
  return code === 'net.name_unknown' || code === 'net.unreachable';
}
