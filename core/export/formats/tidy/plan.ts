import type { FormModel, Labels } from '../../../model/form.ts';
import { answerAt } from '../../../model/record.ts';
import type { RowReader } from '../../../model/rows.ts';
import { columnNames } from '../../../xform/names.ts';
import { checkLanguage } from '../../check-language.ts';
import { auditFile } from '../../csv/audit-file.ts';
import { type Cells, csvTable } from '../../csv/csv-table.ts';
import { guardFormula } from '../../csv/formula-guard.ts';
import { rowEncoder } from '../../csv/row-encoder.ts';
import type { TextRows } from '../../csv/text-sink.ts';
import { fileNames } from '../../file-names.ts';
import { mergedTables } from '../../form-tables.ts';
import type { OptionsFor } from '../../options.ts';
import type { MoreFacts } from '../../submission-facts.ts';
import type { Table, TablesPlan } from '../../table.ts';
import type { AnswerColumn, TypedTable } from '../../typed-table.ts';
import type { OwnColumns } from '../description.ts';
import type { BaseNames } from '../format.ts';
import { TidyColumns } from './columns.ts';
import { factsAfter, factsBefore } from './facts.ts';
import { uniqueColumns } from './unique-columns.ts';

type Options = Omit<OptionsFor<'tidy'>, 'format'>;

/** How the rows of all files of an export are written. */
type Text = Pick<TextRows<Cells>, 'separator' | 'encode'> & {
  /** The text before the header. */
  readonly start: string;
  readonly isGuarded: boolean;
};

/** What a column of a tidy table is about. */
export interface TidyColumn {
  /** The name in the header. */
  readonly name: string;
  /** Null for a fact about the submission or the row. */
  readonly question: AnswerColumn | null;
  /** What follows the question's name: '' for the answer, else `_latitude`, `/choice` … */
  readonly part: string;
}

/** A table of a tidy export, with what its columns are about. */
export interface TidyTable {
  readonly table: Table<Cells>;
  readonly columns: readonly TidyColumn[];
  /** The repeat's labels in every language. */
  readonly labels: Labels;
}

/** A tidy export, before its tables are planned. */
export interface TidyTables extends Omit<TablesPlan, 'tables'> {
  readonly tables: readonly TidyTable[];
  /** The definitions that the export uses, the newest first. */
  readonly models: readonly FormModel[];
}

/**
 * Plans one table for the form and one for each repeat, for statistics programs and spreadsheets. All
 * versions of the form share the tables. Answers that are in no definition have columns at the end. Takes the
 * form's reader, the options, the base of the file names, which automatic columns there are, and whether each
 * location has one more column with well-known text. Touches no file. Throws a Problem when the form does not
 * have the language.
 */
export function planTidy(
  reader: RowReader,
  options: Options,
  names: BaseNames,
  own: OwnColumns,
  locations: 'as answered' | 'with WKT' = 'as answered',
): TablesPlan {
  const { tables, models: _models, ...plan } = tidyTables(reader, options, names, own, locations);
  return { ...plan, tables: tables.map(({ table }) => table) };
}

/** Does the same as `planTidy`, and says what each column is about. */
export function tidyTables(
  reader: RowReader,
  options: Options,
  names: BaseNames,
  own: OwnColumns,
  locations: 'as answered' | 'with WKT' = 'as answered',
): TidyTables {
  const { models, tables, leftOut } = mergedTables(reader, options);
  checkLanguage(options.labels, models);
  const files = fileNames(
    names.main,
    tables.map(({ path }) => path),
  );
  const columns = new TidyColumns(options, models, locations === 'with WKT');
  const text = textOf(options);
  const more: MoreFacts = {
    hasDrafts: own.hasDrafts,
    hasSources: own.hasSources,
    isDeidentified: own.isDeidentified,
    allVersions: options.allVersions === true,
  };
  const hasAudit = tables.some((table) => table.columns.some(({ path }) => path === 'meta/audit'));
  return {
    models,
    tables: tables.map((table) =>
      tableOf(table, files.tables.get(table.path) ?? '', columns, options, text, more),
    ),
    audit: hasAudit ? auditFile(files.audit, text) : null,
    leftOut,
    notSplit: columns.notSplit,
    notLabelled: columns.notLabelled,
  };
}

function tableOf(
  { path, columns, labels }: TypedTable,
  file: string,
  compiled: TidyColumns,
  options: Options,
  text: Text,
  more: MoreFacts,
): TidyTable {
  const before = factsBefore(path, file, compiled.zone);
  const after = factsAfter(path, more);
  const answers = columns.filter((column) => column.kind === 'field');
  const names = columnNames(
    answers.map((column) => column.path),
    options.names ?? 'full',
  );
  const nameOf = (i: number): string => names[i] ?? answers[i]?.path ?? '';
  const blocks = answers.map((column, i) => compiled.of(column, nameOf(i), file));
  const first = before.map((fact) => fact.name);
  const last = after.map((fact) => fact.name);
  const named = uniqueColumns(
    blocks.flatMap((block) => block.headers),
    [...first, ...last],
  );
  // An attribute gives a column name like `@name`.
  const headers = [...first, ...named, ...last].map(text.isGuarded ? guardFormula : (name) => name);
  const about = answers.flatMap((question, i) =>
    (blocks[i]?.headers ?? []).map((header) => ({ question, part: header.slice(nameOf(i).length) })),
  );
  const empty = headers.map(() => '');
  const table = csvTable({
    path,
    file,
    columns: headers,
    key: headers.indexOf('key'),
    header: text.start + text.encode(headers),
    ...text,
    cells: (record, submission, context) => {
      const cells = empty.slice();
      const row = { submission, context };
      let at = 0;
      for (const fact of before) cells[at++] = fact.cell(record, submission, context);
      for (const block of blocks) {
        block.write(cells, at, answerAt(record, block.path), row);
        at += block.headers.length;
      }
      for (const fact of after) cells[at++] = fact.cell(record, submission, context);
      return cells;
    },
  });
  return {
    table,
    labels,
    columns: headers.map((name, i) => ({ name, ...(about[i - first.length] ?? FACT) })),
  };
}

const FACT = { question: null, part: '' } as const;

function textOf({ separator = ',', byteOrderMark = false, formulaGuard = true }: Options): Text {
  return {
    separator,
    encode: rowEncoder(separator),
    start: byteOrderMark ? '\uFEFF' : '',
    isGuarded: formulaGuard,
  };
}
