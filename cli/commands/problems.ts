import { requireForms } from '../../app/forms/known-forms.ts';
import { describe } from '../../core/ground/problem.ts';
import { type CommonOptions, withWorkspace } from '../context.ts';
import { plural, printable, printJson, printLine, problemJson } from '../output.ts';

/** `attache problems`: prints every open problem, with what to do. */
export function listProblems(common: CommonOptions, formId: string | null): Promise<void> {
  return withWorkspace(common, (workspace) => {
    const { problemList } = workspace;
    requireForms(workspace, formId === null ? null : [formId]);
    const problems = problemList.all(formId);
    if (common.json) {
      printJson(problems.map(problemJson));
      return;
    }
    const groups = Map.groupBy(problems, ({ code }) => code);
    for (const [code, group] of [...groups].sort((a, b) => b[1].length - a[1].length)) {
      const [first] = group;
      if (first === undefined) continue;
      printLine(`${code}: ${plural(group.length, 'time')}`);
      printLine(`  What to do: ${printable(describe(first).action)}`);
      for (const problem of group) {
        const what = problem.instanceId ?? (problem.submissionId === null ? '(the form itself)' : null);
        const where = [problem.formId, what].filter((text) => text !== null).join(' ');
        printLine(`  - ${printable(where)}: ${printable(describe(problem).message)}`);
      }
      printLine();
    }
    if (problems.length === 0) printLine('No problems.');
  });
}
