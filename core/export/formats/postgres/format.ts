import { Problem } from '../../../ground/problem.ts';
import type { RowReader } from '../../../model/rows.ts';
import { analysisTables } from '../../analysis/analysis-tables.ts';
import { cellText } from '../../analysis/cell-text.ts';
import { filterOf, type OptionsFor } from '../../options.ts';
import type { AuditFile, Table } from '../../table.ts';
import type { Format } from '../format.ts';
import { readAddress } from './address.ts';
import { AUDIT_NAMES, auditCells, auditTable } from './audit.ts';
import { type NamedTable, ServerTables } from './server-tables.ts';
import { TableNames } from './table-names.ts';
import { TARGET } from './target.ts';

type Options = OptionsFor<'postgres'>;

/** Typed tables in a schema of a PostgreSQL database. */
export const postgres: Format<Options> = {
  naming: {
    // Nothing is a file; the names only keep forms apart.
    base: (text) => (text === '' ? 'export' : text),
    files: (base) => [base],
    telling: () => [],
  },
  check: ({ postgres: url, schema = 'public', mode, newSince, caFile }) => {
    if (url !== undefined) readAddress(url, caFile);
    checkSchema(schema);
    if (newSince !== undefined && mode === 'replace') throw new Problem('export.postgres_new_only', {});
  },
  plan: (reader, options, _names, own) => {
    const { postgres: url, schema = 'public', newSince, ids, caFile } = options;
    // Some submissions alone do not take the place of all.
    const isPart = newSince !== undefined || ids !== undefined;
    const drafts = { ...own, hasDrafts: true };
    const made = analysisTables(reader, options, drafts, TARGET);

    const names = new TableNames(made.form.formId, made.places);
    const logs = auditTable(made.form, names);
    const audit = made.hasAudit ? logs : null;
    const named = made.tables.map(
      (table): NamedTable => ({ table, name: names.of(table.path), isKeyed: true }),
    );
    const isWhole = !isPart && isEverything(options);
    const tables = new ServerTables(
      {
        address: () => {
          if (url === undefined) throw new Problem('export.postgres_address', { reason: 'none' });
          return readAddress(url, caFile);
        },
        password: options.secret,
        schema,
        mode: options.mode ?? (isPart ? 'update' : 'replace'),
        writer: options.writer?.() ?? null,
        isWhole,
        unreadable: () => unreadable(reader, options),
        workspace: options.workspaces?.[0] ?? null,
      },
      audit === null ? named : [...named, audit],
      names,
    );
    return {
      tables: named.map((one, place) => plannedTable(one, place, tables, schema, options)),
      audit: audit === null ? null : plannedAudit(audit, named.length, tables, schema),
      leftOut: made.leftOut,
      notSplit: made.notSplit,
      notLabelled: made.notLabelled,
    };
  },
  firstKeys: () => null,
};

/** Throws `export.postgres_address` for a name that no schema can have. */
export function checkSchema(schema: string): void {
  const isName = schema !== '' && Buffer.byteLength(schema) <= 63 && !/^pg_|\0/.test(schema);
  if (!isName) throw new Problem('export.postgres_address', { reason: 'schema' });
}

/** True when no submission is left out by choice, apart from those that were deleted on their servers. */
function isEverything({ version, from, to, sources }: Options): boolean {
  return [version, from, to, sources].every((chosen) => chosen === undefined);
}

function* unreadable(reader: RowReader, options: Options): Generator<string> {
  for (const { instanceId } of reader.leftOut?.(filterOf(options)) ?? []) {
    if (instanceId !== null) yield instanceId;
  }
}

function plannedTable(
  { table, name }: NamedTable,
  place: number,
  tables: ServerTables,
  schema: string,
  { allVersions }: Options,
): Table<Parameters<ReturnType<ServerTables['open']>['add']>[0]> {
  return {
    file: schema,
    table: name,
    path: table.path,
    columns: table.columns.map((column) => column.name),
    existing: () => 'none',
    firstKeys: () => null,
    keysIn: () => new Map(),
    told: () => (place === 0 ? tables.told : []),
    open: () => tables.open(place),
    row: (record, submission, context) => {
      tables.context = context;
      const { otherIds } = submission;
      if (place === 0 && allVersions !== true && otherIds !== undefined) tables.supersede(otherIds);
      try {
        return table.cells(record, submission, context, name);
      } catch (error) {
        tables.failed(submission.instanceId);
        throw error;
      }
    },
    show: (rows) => ({
      cells: rows.map((row) => table.columns.map((column, i) => cellText(column, row[i] ?? ''))),
      lines: [],
    }),
  };
}

function plannedAudit(
  { name }: NamedTable,
  place: number,
  tables: ServerTables,
  schema: string,
): AuditFile<Parameters<ReturnType<ServerTables['open']>['add']>[0]> {
  return {
    file: schema,
    table: name,
    columns: AUDIT_NAMES,
    existing: () => 'none',
    firstKeys: () => null,
    open: () => tables.open(place),
    shown: { cells: [], lines: [] },
    rows: auditCells,
  };
}
