import type { SubmissionRecord } from '../../model/record.ts';
import { FACT_NAMES, type MoreFacts, submissionFacts } from '../submission-facts.ts';
import type { CellRow } from './block.ts';
import { type Cell, EMPTY } from './cell.ts';
import { type AnalysisColumn, unitOfTime } from './column.ts';
import type { ColumnNames } from './column-names.ts';

/** A column of facts, and how its cells are made. */
export interface FactColumn {
  readonly column: AnalysisColumn;
  cell(record: SubmissionRecord, row: CellRow): Cell;
}

const DATE = 'submission_date';
const DATE_TEXT = 'submission_date_text';

/** All names that columns of facts can have: no question gets one of them, whatever an export has. */
export const RESERVED_NAMES: readonly string[] = [
  ...['key', 'parent_key', 'position', DATE, DATE_TEXT, 'form_version'],
  ...FACT_NAMES,
];

/** Returns the columns before the answers. Takes the path of the table. */
export function factsBefore(
  path: string,
  names: ColumnNames,
  readMoment: (text: string) => number | null,
  hasTexts: boolean,
): readonly FactColumn[] {
  const made = (
    name: string,
    label: string,
    cell: FactColumn['cell'],
    more: Partial<AnalysisColumn> = {},
  ): FactColumn => ({ column: factColumn(names.fact(name), name, label, more), cell });
  const key = made('key', 'Key of the row', ({ key: own }) => own);
  if (path !== '') {
    return [
      key,
      made('parent_key', 'Key of the row that this one belongs to', ({ parentKey }) => parentKey ?? EMPTY),
      made('position', 'Position among the rows that belong together', positionOf, { kind: 'whole' }),
    ];
  }
  const date = names.fact(DATE);
  const dateText = names.fact(DATE_TEXT);
  return [
    key,
    made(
      DATE,
      'Time at which the server received the submission',
      (_record, { submission: { submissionDate }, context, file }) => {
        if (submissionDate === null) return EMPTY;
        const moment = readMoment(submissionDate);
        if (moment === null) context.note('other-type', file, date, dateText);
        return moment ?? EMPTY;
      },
      { kind: 'dateTime', unit: unitOfTime('dateTime') },
    ),
    made(
      DATE_TEXT,
      'Time at which the server received the submission, as written',
      (_record, { submission: { submissionDate } }) => {
        const isNeeded = submissionDate !== null && (hasTexts || readMoment(submissionDate) === null);
        return isNeeded ? submissionDate : EMPTY;
      },
      { role: 'text', isOnlyWhenUsed: !hasTexts },
    ),
    made('form_version', 'Version of the form', (_record, { submission: { version } }) => version ?? EMPTY),
  ];
}

/** Returns the columns after the answers of a submission. A repeat's row has none. */
export function factsAfter(path: string, names: ColumnNames, more: MoreFacts): readonly FactColumn[] {
  if (path !== '') return [];
  return submissionFacts(more).map(({ name, label, kind, of }) => ({
    column: factColumn(names.fact(name), name, label, { kind }),
    cell: (_record, { submission }) => {
      const value = of(submission);
      if (typeof value === 'boolean') return value ? 1 : 0;
      return value === null || value === '' ? EMPTY : value;
    },
  }));
}

function factColumn(
  name: string,
  original: string,
  label: string,
  more: Partial<AnalysisColumn>,
): AnalysisColumn {
  return {
    name,
    original,
    kind: 'text',
    role: 'fact',
    labels: { '': label },
    list: null,
    choice: null,
    unit: null,
    question: null,
    isOnlyWhenUsed: false,
    ...more,
  };
}

/** Rows of a repeat are numbered from 1 below their parent: their keys end so, unless these were replaced. */
function positionOf(record: SubmissionRecord, { submission }: CellRow): Cell {
  const position = /\[(\d+)\]$/.exec(record.key)?.[1];
  if (position !== undefined) return Number(position);
  const { path, parentKey } = record;
  const together = submission.records.filter((one) => one.path === path && one.parentKey === parentKey);
  return together.indexOf(record) + 1;
}
