import { fileBeside } from '../../../ground/export-names.ts';
import type { RowReader } from '../../../model/rows.ts';
import { freeName } from '../../../xform/view-tables.ts';
import { checkLanguage } from '../../check-language.ts';
import { mergedTables } from '../../form-tables.ts';
import type { OptionsFor } from '../../options.ts';
import type { TablesPlan } from '../../table.ts';
import type { BaseNames } from '../format.ts';
import { attachmentTable } from './attachments.ts';
import { auditTable } from './audit.ts';
import { Blocks } from './columns.ts';
import { DatabaseFile } from './database-file.ts';
import { layOut } from './layout.ts';
import { createIndex } from './sql.ts';
import { answerTable, type PlannedTable, plannedTable } from './tables.ts';

type Options = OptionsFor<'sqlite'>;

/** The file of a form. Takes the base of its name. */
export function databaseName(base: string): string {
  return fileBeside(base, '', '', '.sqlite');
}

/**
 * Plans one database with a table for the form and one for each repeat, with the names, columns and values of
 * the views of a workspace (`docs/database.md`), and tables for attachments and audit logs. Takes the form's
 * reader, the options and the base of the file name. Touches no file. Throws a Problem when the form does not
 * have the language.
 */
export function planSqlite(reader: RowReader, options: Options, names: BaseNames): TablesPlan {
  const chosen = mergedTables(reader, options);
  checkLanguage(options.labels, chosen.models);
  // A name does not depend on which rows and columns are exported.
  const { models, tables } = mergedTables(reader, { folder: options.folder });
  const formId = models[0]?.formId ?? options.home?.formId ?? names.form;
  const fileName = databaseName(names.main);
  const blocks = new Blocks(options, models);
  const taken = new Set<string>();
  const wanted = new Map(
    chosen.tables.map(({ path, columns }) => [path, new Set(columns.map((column) => column.path))]),
  );
  const planned: PlannedTable[] = tables.flatMap((table) => {
    const parts = layOut(formId, table, (column) => blocks.choicesOf(column), taken);
    const paths = wanted.get(table.path);
    return paths === undefined ? [] : [plannedTable(table, parts, paths, blocks, fileName, options)];
  });
  const attachments = attachmentTable(taken);
  const audit = planned.some(({ hasAudit }) => hasAudit) ? auditTable(taken) : null;
  const joined = [
    ...planned.flatMap(({ path, parts }) =>
      parts.map(({ name }) => ({ name, column: path === '' ? 'KEY' : 'PARENT_KEY' })),
    ),
    { name: attachments.name, column: 'KEY' },
  ];
  const file = new DatabaseFile(options.databases, [
    ...planned.flatMap(({ schema }) => schema),
    attachments.schema,
    ...(audit === null ? [] : [audit.schema]),
    ...joined.map(({ name, column }) => createIndex(freeName(`${name} by ${column}`, taken), name, column)),
  ]);
  return {
    tables: planned.map((table) => answerTable(table, fileName, file, attachments, options)),
    audit: audit === null ? null : audit.output(fileName, file, options),
    leftOut: chosen.leftOut,
    notSplit: blocks.notSplit,
    notLabelled: blocks.notLabelled,
  };
}
