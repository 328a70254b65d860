import { type ProblemCode, problemData } from '../ground/problem.ts';
import { idOfForm } from '../model/form-ref.ts';
import type { CauseBucket } from '../model/pull.ts';
import { type PullCause, type PullCounts, type PullRecord, sumOf } from '../model/pull.ts';
import { tellingOf } from '../store/telling.ts';
import type { Standing, WaitingOfPull } from '../store/waiting-of-pulls.ts';
import type { Workspace } from '../store/workspace.ts';
import { isTroubled } from './form-tallies.ts';
import { standAfter } from './stand-after.ts';

/** The parts of a workspace that a changed report is made from. */
type AmendedParts = Pick<Workspace, 'problemList' | 'servers' | 'totals' | 'waitingOfPulls'>;

/** The parts of a workspace that bringing reports up to date needs. */
export type AmendParts = AmendedParts & Pick<Workspace, 'pulls' | 'transaction'>;

/** The submissions that waited for a key before decrypting, and their state at that time. */
export interface WaitedBefore {
  readonly waiting: readonly WaitingOfPull[];
  readonly before: ReadonlyMap<number, Standing>;
}

/** Notes what waits for a key, before it is opened. */
export function noteWaiting({ waitingOfPulls }: Pick<Workspace, 'waitingOfPulls'>): WaitedBefore {
  const waiting = waitingOfPulls.all();
  return { waiting, before: waitingOfPulls.standing(waiting.map(({ id }) => id)) };
}

/** One submission that waited, and is now decrypted or known not to be readable. */
interface Moved {
  readonly of: WaitingOfPull;
  readonly before: Standing;
  readonly now: Standing;
}

/**
 * Updates the reports of earlier pulls after their waiting submissions were decrypted: each is readable now,
 * or not readable for another cause. Everything else in a report stays as its pull wrote it.
 */
export function amendReports(workspace: AmendParts, { waiting, before }: WaitedBefore): void {
  const now = workspace.waitingOfPulls.standing(waiting.map(({ id }) => id));
  const moved = waiting.flatMap((of): Moved[] => {
    const [was, is] = [before.get(of.id), now.get(of.id)];
    return was === undefined || is === undefined || is.isSealed ? [] : [{ of, before: was, now: is }];
  });
  for (const [pullId, own] of Map.groupBy(moved, ({ of }) => of.pullId)) {
    const pull = workspace.pulls.find(pullId);
    if (pull?.report == null || pull.endedAt === null) continue;
    const record = amended(workspace, JSON.parse(pull.report) as PullRecord, own);
    const isTrouble =
      record.problem !== null ||
      record.forms.some(({ counts, problem }) => isTroubled({ ...counts, problem }));
    const outcome = pull.outcome === 'problems' && !isTrouble ? 'complete' : (pull.outcome ?? '');
    workspace.transaction(() => workspace.pulls.amend(pullId, outcome, record));
  }
}

function amended(workspace: AmendedParts, record: PullRecord, moved: readonly Moved[]): PullRecord {
  const byForm = Map.groupBy(moved, ({ of }) => idOfForm(of));
  const waitingStill = new Set(workspace.waitingOfPulls.all().map(idOfForm));
  const forms = record.forms.map((form) => {
    const own = byForm.get(idOfForm(form));
    if (own === undefined) return form;
    const counts = movedCounts(form.counts, own);
    const isMended = form.step === 'problems' && !isTroubled({ ...counts, problem: form.problem });
    return {
      ...form,
      counts,
      hasNoKey: form.hasNoKey && waitingStill.has(idOfForm(form)),
      step: isMended ? ('complete' as const) : form.step,
    };
  });
  return {
    ...record,
    forms,
    totals: sumOf(forms),
    after: record.after === null ? null : standAfter(workspace, forms),
    problems: movedCauses(workspace, record.problems, moved),
    openedSince: movedKeys(record.openedSince ?? [], moved),
  };
}

function movedCounts(counts: PullCounts, moved: readonly Moved[]): PullCounts {
  const opened = moved.filter(({ now }) => now.isReadable);
  return {
    ...counts,
    readable: counts.readable + opened.length,
    notReadable: Math.max(0, counts.notReadable - opened.length),
    warnings: counts.warnings + opened.filter(({ now }) => now.codes.length > 0).length,
  };
}

function movedCauses(
  workspace: Pick<Workspace, 'problemList'>,
  before: readonly PullCause[],
  moved: readonly Moved[],
): readonly PullCause[] {
  const causes = new Map(before.map((cause) => [`${cause.bucket ?? ''} ${cause.problem.code}`, cause]));
  const add = (bucket: CauseBucket, code: ProblemCode, by: 1 | -1): void => {
    const key = `${bucket} ${code}`;
    const known = causes.get(key);
    if (known !== undefined) causes.set(key, { ...known, count: known.count + by });
    else if (by > 0) {
      const problem = workspace.problemList.newest(code) ?? problemData('key.none_fits', { tried: 0 });
      causes.set(key, { bucket, problem, count: 1 });
    }
  };
  for (const { before: was, now } of moved) {
    add('not-readable', tellingOf(was.codes), -1);
    if (!now.isReadable) add('not-readable', tellingOf(now.codes), 1);
    else if (now.codes.length > 0) add('warning', tellingOf(now.codes), 1);
  }
  return [...causes.values()].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}

function movedKeys(
  before: NonNullable<PullRecord['openedSince']>,
  moved: readonly Moved[],
): NonNullable<PullRecord['openedSince']> {
  const counts = new Map(before.map(({ fingerprint, submissions }) => [fingerprint, submissions]));
  for (const { now } of moved) {
    if (!now.isReadable || now.fingerprint === null) continue;
    counts.set(now.fingerprint, (counts.get(now.fingerprint) ?? 0) + 1);
  }
  return [...counts].map(([fingerprint, submissions]) => ({ fingerprint, submissions }));
}
