import type { DatabaseValue } from '../../../model/other-database.ts';
import type { SubmissionRecord } from '../../../model/record.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import type { CommonOptions } from '../../options.ts';
import { sourcesOf } from '../../source-names.ts';
import { freeColumn } from './layout.ts';
import type { SqlColumn } from './sql.ts';
import { textValue } from './values.ts';

/** A column that does not come from the form. */
export interface Fact extends SqlColumn {
  value(record: SubmissionRecord, submission: ExportSubmission): DatabaseValue;
}

const KEY: Fact = { name: 'KEY', type: 'TEXT', value: ({ key }) => textValue(key) };

const REPEAT: readonly Fact[] = [
  KEY,
  { name: 'PARENT_KEY', type: 'TEXT', value: ({ parentKey }) => text(parentKey) },
];

const FORM: readonly Fact[] = [
  KEY,
  { name: 'submission_date', type: 'TEXT', value: (_record, { submissionDate }) => text(submissionDate) },
  { name: 'form_version', type: 'TEXT', value: (_record, { version }) => text(version) },
  { name: 'signature', type: 'TEXT', value: (_record, { signature }) => signature },
  { name: 'is_draft', type: 'INTEGER', value: (_record, { isDraft }) => BigInt(isDraft) },
];

const SOURCE: Fact = {
  name: 'submission_source',
  type: 'TEXT',
  value: (_record, submission) => text(sourcesOf(submission)),
};

/**
 * Returns the columns before the answers, as the views of a workspace have them. Takes the path of the table
 * and the names of its answers. The column for sources can be left out. With all versions of edited
 * submissions, one more column says which one is current.
 */
export function factsOf(
  path: string,
  { sourceColumn, allVersions }: CommonOptions,
  names: readonly string[],
): readonly Fact[] {
  if (path !== '') return REPEAT;
  const facts = sourceColumn === false ? FORM : [...FORM, SOURCE];
  if (allVersions !== true) return facts;
  const name = freeColumn('is_current', new Set(names.map((one) => one.toLowerCase())));
  const value: Fact['value'] = (_record, { isCurrent }) => BigInt(isCurrent !== false);
  return [...facts, { name, type: 'INTEGER', value }];
}

function text(value: string | null | undefined): DatabaseValue {
  return value == null || value === '' ? null : textValue(value);
}
