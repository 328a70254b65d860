import type { ProblemCode, ProblemData } from '../problem.ts';
import type { FormTotals } from '../store/form-totals.ts';
import type { Workspace } from '../workspace.ts';
import type { PullRecord, StandAfter } from './pull-state.ts';
import type { RunReport } from './report.ts';
import type { RunningPull } from './running-pull.ts';

/** What is kept of a pull as it stands now. Reads from the workspace what its forms have become when it has ended. */
export function recordOf(workspace: Workspace, pull: RunningPull, now: Date): PullRecord {
  const { forms, totals, happened, problem } = pull.look();
  return {
    forms,
    totals,
    happened,
    problem,
    seconds: (now.getTime() - pull.startedAt.getTime()) / 1000,
    after: pull.isEnded ? standAfter(workspace, forms) : null,
    problems: pull.isEnded ? problemsOf(workspace, pull) : [],
    exported: pull.exported,
  };
}

function standAfter(
  workspace: Workspace,
  forms: readonly { readonly source: string; readonly formId: string }[],
): StandAfter {
  const whole = new Set(forms.flatMap(({ source, formId }) => (formId === '' ? [source] : [])));
  const named = new Set(forms.map(({ source, formId }) => JSON.stringify([source, formId])));
  const isMeant = ({ source, formId }: FormTotals): boolean =>
    whole.has(source) || named.has(JSON.stringify([source, formId]));
  const after = {
    onServer: 0,
    onlyHere: 0,
    here: 0,
    toPull: 0,
    readable: 0,
    notReadable: 0,
    warnings: 0,
    notStored: 0,
  };
  for (const total of workspace.totals.all().filter(isMeant)) {
    for (const name of Object.keys(after) as (keyof StandAfter)[]) after[name] += total[name];
  }
  return after;
}

/** What the runs of the pull have met, one a code, with the details of one of them. */
function problemsOf(workspace: Workspace, pull: RunningPull): PullRecord['problems'] {
  const counts = new Map<ProblemCode, number>();
  const own = new Map<ProblemCode, ProblemData>();
  const add = (code: ProblemCode, count: number): void => {
    counts.set(code, (counts.get(code) ?? 0) + count);
  };
  for (const text of workspace.runs.reportsOf(pull.id)) {
    const { problems } = JSON.parse(text) as RunReport;
    for (const [code, count] of Object.entries(problems) as [ProblemCode, number][]) add(code, count);
  }
  for (const { problem } of pull.parts) {
    if (problem === null) continue;
    own.set(problem.code, problem);
    add(problem.code, 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .flatMap(([code, count]) => {
      // What nothing tells of any more was mended by another source of the same pull.
      const problem = own.get(code) ?? workspace.queries.newestProblem(code);
      return problem === null ? [] : [{ problem, count }];
    });
}
