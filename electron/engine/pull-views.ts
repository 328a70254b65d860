import { namedForms } from '../../app/take/named-forms.ts';
import type { HappenedLine, PullFormState, PullState, PullReport as Report } from '../../core/model/pull.ts';
import { problemView } from '../ipc/problem-view.ts';
import type { Happened, PullForm, PullReport, PullStatus } from '../ipc/pull.ts';

/** A pull as the window shows it: its problems in words. */
export function pullStatus(state: PullState): PullStatus {
  return {
    ...state,
    forms: namedForms(state.forms).map(formView),
    happened: state.happened.map(happenedView),
    notAnswering: state.notAnswering === null ? null : problemView(state.notAnswering),
    problem: state.problem === null ? null : problemView(state.problem),
  };
}

/** A report as the window shows it: its problems in words. */
export function reportView(report: Report): PullReport {
  return {
    ...report,
    forms: report.forms.map(formView),
    problems: report.problems.map(({ problem, ...cause }) => ({ problem: problemView(problem), ...cause })),
    notes: report.notes.map(problemView),
    formProblems: report.formProblems.map(problemView),
    problem: report.problem === null ? null : problemView(report.problem),
    happened: report.happened.map(happenedView),
  };
}

function formView(form: PullFormState): PullForm {
  return { ...form, problem: form.problem === null ? null : problemView(form.problem) };
}

function happenedView(line: HappenedLine): Happened {
  return { ...line, problem: line.problem === null ? null : problemView(line.problem) };
}
