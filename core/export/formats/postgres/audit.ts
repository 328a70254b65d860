import type { ExportSubmission } from '../../../model/rows.ts';
import type { FormFacts } from '../../analysis/analysis-table.ts';
import { type Cell, EMPTY } from '../../analysis/cell.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { AUDIT_COLUMNS, auditRows } from '../../csv/audit-rows.ts';
import type { NamedTable } from './server-tables.ts';
import type { TableNames } from './table-names.ts';

/** No repeat has this path: it is that of the question whose answers are logs. */
const PATH = 'meta/audit';

/** The columns of the table, with names that need no quotes. */
export const AUDIT_NAMES: readonly string[] = ['key', ...AUDIT_COLUMNS].map((name) =>
  name === 'end' || name === 'user' ? `${name}_` : name.replaceAll('-', '_'),
);

/** Returns the table that collects all audit logs. Its rows have the key of their submission. */
export function auditTable(form: FormFacts, names: TableNames): NamedTable {
  const table = {
    form,
    path: PATH,
    name: 'audit',
    labels: { '': 'Audit logs' },
    columns: AUDIT_NAMES.map(columnOf),
    key: 'key',
    parent: { path: '', column: 'key' },
    cells: () => [],
  };
  return { table, name: names.audit, isKeyed: false };
}

/** Returns the rows of one log. */
export function auditCells(log: string, { instanceId }: ExportSubmission): (readonly Cell[])[] {
  return auditRows(log).map((row) => [instanceId, ...row.map((cell) => (cell === '' ? EMPTY : cell))]);
}

function columnOf(name: string, place: number): AnalysisColumn {
  const original = place === 0 ? name : (AUDIT_COLUMNS[place - 1] ?? name);
  return {
    name,
    original,
    kind: 'text',
    role: 'fact',
    labels: { '': original },
    list: null,
    choice: null,
    unit: null,
    question: null,
    isOnlyWhenUsed: false,
  };
}
