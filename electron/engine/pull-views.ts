import { keyName } from '../../app/keys/asked-key.ts';
import { distinctNames } from '../../core/ground/distinct-names.ts';
import {
  type HappenedLine,
  type PullFormState,
  type PullKind,
  type PullOutcome,
  type PullRecord,
  type PullState,
  sumOf,
} from '../../core/model/pull.ts';
import { originName } from '../../core/store/origins.ts';
import type { StoredPull } from '../../core/store/pulls.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { problemView } from '../ipc/answer.ts';
import type { FormKey } from '../ipc/common.ts';
import type { Happened, PullForm, PullReport, PullStatus, PullSummary } from '../ipc/pull.ts';
import type { EngineContext } from './context.ts';

const MOST_PULLS = 100;

/** A pull as the window shows it. */
export function pullStatus(state: PullState): PullStatus {
  return {
    ...state,
    forms: formViews(state.forms),
    happened: state.happened.map(happenedView),
    notAnswering: state.notAnswering === null ? null : problemView(state.notAnswering),
    problem: state.problem === null ? null : problemView(state.problem),
  };
}

/** The pulls that have ended, the newest first; of one form, or of all. */
export function pullsOf(workspace: Workspace, form: FormKey | null): readonly PullSummary[] {
  return workspace.pulls.ended(MOST_PULLS).flatMap((pull) => {
    const record = recordOf(pull);
    if (form === null) return [summary(pull, record, record?.forms ?? [])];
    const own = record?.forms.filter(
      ({ source, formId }) => source === form.source && (formId === form.formId || formId === ''),
    );
    return own === undefined || own.length === 0 ? [] : [summary(pull, record, own)];
  });
}

/** The report of a pull that has ended; null when there is none. */
export function pullReport(context: EngineContext, pullId: number): PullReport | null {
  const { workspace } = context;
  const pull = workspace.pulls.find(pullId);
  if (pull === null || pull.endedAt === null) return null;
  const record = recordOf(pull);
  return {
    summary: summary(pull, record, record?.forms ?? []),
    forms: formViews(record?.forms ?? []),
    after: record?.after ?? NOTHING_AFTER,
    problems:
      record?.problems.map(({ problem, ...cause }) => ({ problem: problemView(problem), ...cause })) ?? [],
    notes: record?.notes?.map(problemView) ?? [],
    formProblems: record?.formProblems?.map(problemView) ?? [],
    problem: record?.problem == null ? null : problemView(record.problem),
    exported: record?.exported ?? [],
    opened: openedBy(context, pull, record),
    happened: record?.happened.map(happenedView) ?? [],
  };
}

function openedBy(context: EngineContext, { id, kind }: StoredPull, record: PullRecord | null) {
  const { versionKeys } = context.workspace;
  const keys = kind === 'open' ? versionKeys.openedBy(id) : (record?.openedSince ?? []);
  return keys.map(({ fingerprint, submissions }) => ({ name: keyName(context, fingerprint), submissions }));
}

/** Null of a pull that was killed before it noted anything. */
function recordOf({ report }: StoredPull): PullRecord | null {
  return report === null ? null : (JSON.parse(report) as PullRecord);
}

function summary(pull: StoredPull, record: PullRecord | null, forms: readonly PullFormState[]): PullSummary {
  return {
    pullId: pull.id,
    kind: pull.kind as PullKind,
    startedAt: pull.startedAt,
    endedAt: pull.endedAt,
    outcome: pull.outcome as PullOutcome | null,
    forms: forms.length,
    counts: sumOf(forms),
    seconds: record?.seconds ?? 0,
  };
}

/** The forms of a pull, those of one title told apart by their sources. */
function formViews(forms: readonly PullFormState[]): readonly PullForm[] {
  const idOf = ({ source, formId }: PullFormState): string => JSON.stringify([source, formId]);
  const names = distinctNames(
    forms.map((form) => ({
      id: idOf(form),
      name: form.title,
      marks: [originName({ source: form.source, place: null }), form.formId],
    })),
  );
  return forms.map((form) => ({
    ...form,
    title: names.get(idOf(form)) ?? form.title,
    problem: form.problem === null ? null : problemView(form.problem),
  }));
}

function happenedView(line: HappenedLine): Happened {
  return { ...line, problem: line.problem === null ? null : problemView(line.problem) };
}

const NOTHING_AFTER: PullReport['after'] = {
  onServer: 0,
  onlyHere: 0,
  here: 0,
  toPull: 0,
  readable: 0,
  notReadable: 0,
  warnings: 0,
  notStored: 0,
};
