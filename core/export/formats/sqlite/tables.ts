import type { DatabaseValue } from '../../../model/other-database.ts';
import type { SubmissionRecord } from '../../../model/record.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import type { OptionsFor } from '../../options.ts';
import type { RowContext, Table } from '../../table.ts';
import type { TypedTable } from '../../typed-table.ts';
import type { AttachmentTable } from './attachments.ts';
import type { Block, Blocks } from './columns.ts';
import { type DatabaseFile, keysIn } from './database-file.ts';
import { type Fact, factsOf } from './facts.ts';
import type { LaidPart } from './layout.ts';
import { databaseOutput } from './output.ts';
import { createTable, insertInto, type SqlColumn } from './sql.ts';

/** A part of a table, and which of the row's answers it has. */
interface Part {
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly columns: readonly SqlColumn[];
  readonly start: number;
}

/** The tables for the answers of a form or a repeat, before there is a file. */
export interface PlannedTable {
  readonly path: string;
  readonly parts: readonly Part[];
  readonly blocks: readonly Block[];
  readonly schema: readonly string[];
  readonly hasAudit: boolean;
}

/** The row of a record: a row of each part, and what is known of its files when all answers are written. */
export interface DatabaseRow {
  readonly parts: readonly (readonly DatabaseValue[])[];
  readonly attachments: (() => readonly (readonly DatabaseValue[])[]) | null;
}

/**
 * Compiles the columns of a form or a repeat. Takes its table, its layout, the paths of the columns that the
 * export writes, and the name of the file, for reports.
 */
export function plannedTable(
  { path, columns }: TypedTable,
  laid: readonly LaidPart[],
  chosen: ReadonlySet<string>,
  compiled: Blocks,
  fileName: string,
  options: OptionsFor<'sqlite'>,
): PlannedTable {
  const kept = laid
    .map((part) => ({ ...part, columns: part.columns.filter((column) => chosen.has(column.path)) }))
    .filter((part, i) => i === 0 || part.columns.length > 0);
  const names = new Map(
    kept.flatMap((part, i) =>
      part.columns
        .filter(({ place }) => place === 0)
        .map((column) => [column.path, path === '' && i === 0 ? column.name : `${part.name}.${column.name}`]),
    ),
  );
  const blocks = columns.flatMap((column) => {
    const name = column.kind === 'field' ? names.get(column.path) : undefined;
    return column.kind !== 'field' || name === undefined ? [] : [compiled.of(column, name, fileName)];
  });
  const types = new Map(blocks.map((block) => [block.path, block.type]));
  let start = 0;
  const parts = kept.map((part): Part => {
    const own = part.columns.map(({ path: answer, place, name }): SqlColumn => {
      return { name, type: place === 0 ? (types.get(answer) ?? 'TEXT') : 'INTEGER' };
    });
    const facts = factsOf(
      path,
      options,
      own.map(({ name }) => name),
    );
    const made = { name: part.name, facts, columns: own, start };
    start += own.length;
    return made;
  });
  return {
    path,
    parts,
    blocks,
    schema: parts.map((part) => createTable(part.name, [...part.facts, ...part.columns])),
    hasAudit: blocks.some((block) => block.path === 'meta/audit'),
  };
}

/** Returns a planned table as the export writes it into a file. */
export function answerTable(
  { path, parts, blocks }: PlannedTable,
  fileName: string,
  file: DatabaseFile,
  attachments: AttachmentTable,
  options: OptionsFor<'sqlite'>,
): Table<DatabaseRow> {
  const [first] = parts;
  const columns = parts.flatMap(({ name, facts, columns: own }, i) =>
    i === 0 ? [...facts, ...own].map((column) => column.name) : own.map((column) => `${name}.${column.name}`),
  );
  const adding = (): ((row: DatabaseRow) => void) => {
    const adds = parts.map((part) =>
      file.adding(insertInto(part.name, part.facts.length + part.columns.length)),
    );
    const attach = path === '' ? file.adding(attachments.insert) : null;
    return (row) => {
      for (const [i, values] of row.parts.entries()) adds[i]?.(values);
      for (const values of row.attachments?.() ?? []) attach?.(values);
    };
  };
  return {
    ...databaseOutput({ fileName, table: first?.name ?? '', columns, file, options }, adding),
    path,
    row: (record, submission, context) => ({
      parts: partsOf(parts, blocks, record, submission, context),
      attachments: path === '' ? () => attachments.rows(record, submission, context) : null,
    }),
    show: (rows) => ({ cells: rows.map((row) => shown(row, parts)), lines: [] }),
    keysIn: (place) => keysIn(place, options.databases) ?? new Map<string, number>(),
  };
}

function partsOf(
  parts: readonly Part[],
  blocks: readonly Block[],
  record: SubmissionRecord,
  submission: ExportSubmission,
  context: RowContext,
): readonly (readonly DatabaseValue[])[] {
  const answers: DatabaseValue[] = [];
  for (const block of blocks) {
    for (const value of block.values(record, submission, context)) answers.push(value);
  }
  return parts.map(({ facts, columns, start }) => {
    const known = facts.map((fact) => fact.value(record, submission));
    return known.concat(answers.slice(start, start + columns.length));
  });
}

/** A row as one line: the columns of the first part, then the answers of the others. */
function shown({ parts: values }: DatabaseRow, parts: readonly Part[]): readonly string[] {
  return values.flatMap((row, i) =>
    row.slice(i === 0 ? 0 : (parts[i]?.facts.length ?? 0)).map((value) => (value === null ? '' : `${value}`)),
  );
}
