import type { SubmissionRecord } from '../../../model/record.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import { sourcesOf } from '../../source-names.ts';
import type { RowContext } from '../../table.ts';
import type { ZoneOffset } from '../../zone.ts';
import type { OwnColumns } from '../description.ts';
import { tidyDateTime } from './cells.ts';

/** A column that does not come from the form: a fact about the submission. */
export interface Fact {
  readonly name: string;
  cell(record: SubmissionRecord, submission: ExportSubmission, context: RowContext): string;
}

/**
 * Returns the columns before the answers: `key` and dates of a submission, `key` and `parent_key` of a
 * repeat's row.
 */
export function factsBefore(place: string, file: string, zone: ZoneOffset | null): readonly Fact[] {
  const key: Fact = { name: 'key', cell: (record) => record.key };
  if (place !== '') return [key, { name: 'parent_key', cell: (record) => record.parentKey ?? '' }];
  return [
    key,
    {
      name: 'submission_date',
      cell: (_record, { submissionDate }, context) => {
        if (submissionDate === null) return '';
        const shown = tidyDateTime(submissionDate, zone);
        if (shown === null) context.note('unreadable-date', file, 'submission_date');
        return shown ?? submissionDate;
      },
    },
    fact('form_version', (submission) => submission.version),
  ];
}

/** Which columns there are that only some exports have. */
export interface MoreFacts extends Pick<OwnColumns, 'hasDrafts' | 'hasSources'> {
  /** A column that tells which version of a submission is the current one. */
  readonly allVersions: boolean;
}

/** Returns the columns after the answers of a submission. A repeat's row has none. */
export function factsAfter(
  place: string,
  { hasDrafts, allVersions, hasSources }: MoreFacts,
): readonly Fact[] {
  if (place !== '') return [];
  return [
    ...ABOUT,
    ...(hasDrafts ? [fact('is_draft', (submission) => submission.isDraft)] : []),
    ...(allVersions ? [IS_CURRENT] : []),
    ...(hasSources ? [fact('submission_source', sourcesOf)] : []),
  ];
}

const ABOUT: readonly Fact[] = [
  fact('encrypted', (submission) => submission.encrypted),
  fact('signature', (submission) => submission.signature),
  fact('repaired', (submission) => submission.repaired),
  fact('key_fingerprint', (submission) => submission.keyFingerprint),
  fact('submitter', (submission) => submission.submitter),
  fact('device', (submission) => submission.device),
  fact('review_state', (submission) => submission.reviewState),
  fact('attachments_present', ({ attachments }) => attachments.filter((a) => a.path !== null).length),
  fact('attachments_expected', ({ attachments }) => attachments.length),
  fact('edit_of', (submission) => submission.editOf),
];

const IS_CURRENT = fact('is_current', (submission) => submission.isCurrent !== false);

function fact(name: string, of: (submission: ExportSubmission) => string | number | boolean | null): Fact {
  return { name, cell: (_record, submission) => String(of(submission) ?? '') };
}
