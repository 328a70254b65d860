import type { DatabaseValue } from '../../../model/other-database.ts';
import { freeName } from '../../../xform/view-tables.ts';
import { AUDIT_COLUMNS, auditRows } from '../../csv/audit-rows.ts';
import type { OptionsFor } from '../../options.ts';
import type { AuditFile } from '../../table.ts';
import type { DatabaseFile } from './database-file.ts';
import { databaseOutput } from './output.ts';
import { createTable, insertInto } from './sql.ts';
import { textValue } from './values.ts';

const COLUMNS: readonly string[] = ['KEY', ...AUDIT_COLUMNS];

/** The table that collects all audit logs. */
export interface AuditTable {
  readonly schema: string;
  output(
    fileName: string,
    file: DatabaseFile,
    options: OptionsFor<'sqlite'>,
  ): AuditFile<readonly DatabaseValue[]>;
}

/** Plans the table of audit logs. Takes the names that are taken, in lower case, and adds to them. */
export function auditTable(taken: Set<string>): AuditTable {
  const table = freeName('audit', taken);
  return {
    schema: createTable(
      table,
      COLUMNS.map((name) => ({ name, type: 'TEXT' })),
    ),
    output: (fileName, file, options) => ({
      ...databaseOutput({ fileName, table, columns: COLUMNS, file, options }, () => {
        const add = file.adding(insertInto(table, COLUMNS.length));
        return (row) => add(row);
      }),
      shown: { cells: [], lines: [] },
      rows: (log, { instanceId }) =>
        auditRows(log).map((row) => [
          textValue(instanceId),
          ...row.map((cell) => (cell === '' ? null : textValue(cell))),
        ]),
    }),
  };
}
