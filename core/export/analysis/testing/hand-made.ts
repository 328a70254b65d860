import { temporaryFolder } from '../../testing/temporary.ts';
import type { AnalysisTable, FinishedTable, FormFacts } from '../analysis-table.ts';
import type { Cell } from '../cell.ts';
import type { AnalysisColumn, ColumnKind } from '../column.ts';
import { RowSpool } from '../spool.ts';

/** The facts of a form that has nothing special. */
export const FORM: FormFacts = {
  formId: 'survey',
  title: 'Survey',
  version: '1',
  languages: [''],
  language: '',
  zoneRule: 'Each time is on the clock that recorded it.',
};

/** A column, made by hand. Takes its name, what its cells are, and what it has besides. */
export function column(
  name: string,
  kind: ColumnKind = 'text',
  more: Partial<AnalysisColumn> = {},
): AnalysisColumn {
  return {
    name,
    original: name,
    kind,
    role: name === 'key' ? 'fact' : 'answer',
    labels: {},
    list: null,
    choice: null,
    unit: null,
    question: null,
    isOnlyWhenUsed: false,
    ...more,
  };
}

/** A finished table, made by hand. Takes its columns and rows, and what it has besides. */
export function handMade(
  columns: readonly AnalysisColumn[],
  rows: Iterable<readonly Cell[]>,
  more: Partial<Omit<AnalysisTable, 'columns' | 'cells'>> = {},
): FinishedTable {
  const spool = new RowSpool(columns.length, temporaryFolder());
  for (const row of rows) spool.add(row);
  spool.finish();
  const places = columns.map((_, place) => place);
  return {
    form: FORM,
    path: '',
    name: '',
    labels: {},
    key: 'key',
    parent: null,
    ...more,
    columns: columns.map((one, place) => ({ ...one, facts: spool.facts(place) })),
    count: spool.count,
    rows: () => spool.rows(places),
    pass: (receiver) => spool.pass(places, receiver),
  };
}
