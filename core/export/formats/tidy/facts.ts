import type { SubmissionRecord } from '../../../model/record.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import { type MoreFacts, submissionFacts } from '../../submission-facts.ts';
import type { RowContext } from '../../table.ts';
import type { ZoneOffset } from '../../zone.ts';
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

/** Returns the columns after the answers of a submission. A repeat's row has none. */
export function factsAfter(place: string, more: MoreFacts): readonly Fact[] {
  return place === '' ? submissionFacts(more).map(({ name, of }) => fact(name, of)) : [];
}

function fact(name: string, of: (submission: ExportSubmission) => string | number | boolean | null): Fact {
  return { name, cell: (_record, submission) => `${of(submission) ?? ''}` };
}
