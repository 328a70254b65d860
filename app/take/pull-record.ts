import { type ProblemData, problemData } from '../../core/ground/problem.ts';
import type { PullRecord } from '../../core/model/pull.ts';
import type { RunCause, RunReport } from '../../core/model/run-report.ts';
import { standAfter } from '../../core/pull/stand-after.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { RunningPull } from './running-pull.ts';

/**
 * Returns the record of a pull for the database. When the pull has ended, reads the final state of its forms
 * from the workspace.
 */
export function recordOf(
  workspace: Pick<Workspace, 'problemList' | 'runs' | 'servers' | 'totals'>,
  pull: RunningPull,
  now: Date,
): PullRecord {
  const { forms, totals, happened, problem } = pull.look();
  return {
    forms,
    totals,
    happened,
    problem,
    seconds: (now.getTime() - pull.startedAt.getTime()) / 1000,
    after: pull.isEnded ? standAfter(workspace, forms) : null,
    problems: pull.isEnded ? problemsOf(workspace, pull) : [],
    notes: pull.isEnded ? notesOf(workspace, pull) : [],
    formProblems: pull.isEnded ? formProblemsOf(workspace, pull, forms) : [],
    exported: pull.exported,
  };
}

/**
 * The problems that the runs of the pull have met, each code once, with the number of submissions and the
 * details of one of them.
 */
function problemsOf(
  workspace: Pick<Workspace, 'problemList' | 'runs'>,
  pull: RunningPull,
): PullRecord['problems'] {
  const causes = new Map<string, RunCause>();
  for (const text of workspace.runs.reportsOf(pull.id)) {
    for (const cause of (JSON.parse(text) as RunReport).causes) {
      const key = `${cause.bucket} ${cause.code}`;
      causes.set(key, { ...cause, count: cause.count + (causes.get(key)?.count ?? 0) });
    }
  }
  return [...causes.values()]
    .sort((a, b) => b.count - a.count)
    .flatMap(({ bucket, code, count }) => {
      // A submission that waits for a key has no stored problem. One that another source of the same pull has
      // repaired has no problem any more.
      const waits = code === 'key.none_fits' ? problemData('key.none_fits', { tried: 0 }) : null;
      const problem = workspace.problemList.newest(code) ?? waits;
      return problem === null ? [] : [{ problem, count, bucket }];
    });
}

/**
 * The problems of forms that the runs have reported, each once, except those that a form of the pull has
 * itself.
 */
function formProblemsOf(
  workspace: Pick<Workspace, 'runs'>,
  pull: RunningPull,
  forms: PullRecord['forms'],
): readonly ProblemData[] {
  const known = new Set(forms.map(({ problem }) => JSON.stringify(problem)));
  const said = workspace.runs
    .reportsOf(pull.id)
    .flatMap((text) => (JSON.parse(text) as RunReport).said ?? []);
  return [...new Map(said.map((problem) => [JSON.stringify(problem), problem]))].flatMap(([key, problem]) =>
    known.has(key) ? [] : [problem],
  );
}

function notesOf(workspace: Pick<Workspace, 'runs'>, pull: RunningPull): readonly ProblemData[] {
  return workspace.runs.reportsOf(pull.id).flatMap((text) => (JSON.parse(text) as RunReport).notes ?? []);
}
