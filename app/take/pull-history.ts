import type { FormOfSource } from '../../core/model/form-ref.ts';
import {
  type DecryptedByKey,
  NOTHING_AFTER,
  type PullFormState,
  type PullKind,
  type PullOutcome,
  type PullRecord,
  type PullReport,
  type PullSummary,
  readPullRecord,
  sumOf,
} from '../../core/model/pull.ts';
import type { StoredPull } from '../../core/store/pulls.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type KeysHere, keyName } from '../keys/asked-key.ts';
import { namedForms } from './named-forms.ts';

const MOST_PULLS = 100;

/** Returns the pulls that have ended, newest first: of one form, or of all (null). */
export function pullsOf({ pulls }: Pick<Workspace, 'pulls'>, form: FormOfSource | null): PullSummary[] {
  return pulls.ended(MOST_PULLS).flatMap((pull) => {
    const record = recordOf(pull);
    if (form === null) return [summaryOf(pull, record, record?.forms ?? [])];
    const own = record?.forms.filter(
      ({ source, formId }) => source === form.source && (formId === form.formId || formId === ''),
    );
    return own === undefined || own.length === 0 ? [] : [summaryOf(pull, record, own)];
  });
}

/** What the report of a pull is read from: its stored record, and the names of keys. */
export interface ReportContext extends KeysHere {
  readonly workspace: Pick<Workspace, 'pulls' | 'versionKeys' | 'privateKeys'>;
}

/** Returns the report of a pull that has ended; null when there is none. */
export function pullReport(context: ReportContext, pullId: number): PullReport | null {
  const pull = context.workspace.pulls.find(pullId);
  if (pull === null || pull.endedAt === null) return null;
  const record = recordOf(pull);
  return {
    summary: summaryOf(pull, record, record?.forms ?? []),
    forms: namedForms(record?.forms ?? []),
    after: record?.after ?? NOTHING_AFTER,
    problems: record?.problems ?? [],
    notes: record?.notes ?? [],
    formProblems: record?.formProblems ?? [],
    problem: record?.problem ?? null,
    exported: record?.exported ?? [],
    opened: decryptedBy(context, pull, record),
    happened: record?.happened ?? [],
  };
}

function decryptedBy(
  context: ReportContext,
  { id, kind }: StoredPull,
  record: PullRecord | null,
): readonly DecryptedByKey[] {
  const { versionKeys } = context.workspace;
  const keys = kind === 'open' ? versionKeys.openedBy(id) : (record?.openedSince ?? []);
  return keys.map(({ fingerprint, submissions }) => ({ name: keyName(context, fingerprint), submissions }));
}

/** Null for a pull that was killed before it stored a record. */
function recordOf({ report }: StoredPull): PullRecord | null {
  return report === null ? null : readPullRecord(report);
}

function summaryOf(
  pull: StoredPull,
  record: PullRecord | null,
  forms: readonly PullFormState[],
): PullSummary {
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
