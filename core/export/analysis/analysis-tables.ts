import { Problem } from '../../ground/problem.ts';
import type { FormModel } from '../../model/form.ts';
import type { RowReader } from '../../model/rows.ts';
import { checkLanguage } from '../check-language.ts';
import { mergedTables } from '../form-tables.ts';
import type { OwnColumns } from '../formats/description.ts';
import type { MoreFacts } from '../submission-facts.ts';
import type { TypedTable } from '../typed-table.ts';
import type { AnalysisTable, FormFacts } from './analysis-table.ts';
import { carriedQuestions, isInside } from './carried.ts';
import type { AnalysisColumn } from './column.ts';
import { columnNames } from './column-names.ts';
import { AnswerBlocks } from './columns-of.ts';
import { factsAfter, factsBefore, RESERVED_NAMES } from './fact-columns.ts';
import { formFacts } from './form-facts.ts';
import { namingTables } from './naming-order.ts';
import type { AnalysisOptions } from './options.ts';
import { TableCells } from './table-cells.ts';
import type { Target } from './target.ts';

/** What an export for analysis can write of a form. */
export interface AnalysisTables {
  readonly form: FormFacts;
  /** The table of the submissions comes first. */
  readonly tables: readonly AnalysisTable[];
  /**
   * The paths of all tables that the form can have, in the order in which they get names: a repeat that comes
   * later, or is not exported, changes the name of no other.
   */
  readonly places: readonly string[];
  /** The definitions that the export uses, the newest first. */
  readonly models: readonly FormModel[];
  /** True when submissions have audit logs: the plan needs an `audit` (`analysisAudit`). */
  readonly hasAudit: boolean;
  /** For the plan: see `TablesPlan`. */
  readonly leftOut: readonly string[];
  readonly notSplit: readonly string[];
  readonly notLabelled: readonly string[];
}

/**
 * Returns the tables of a form for programs that analyse data: typed columns with names that the format
 * allows. All versions of the form share the tables; answers that are in no definition have columns at the
 * end. Takes the form's reader, the options, which automatic columns there are, and what the format can hold.
 * Touches no file. Throws a Problem when the form does not have the language, a question to carry along is not there, or repeats as columns make a table
 * too wide.
 */
export function analysisTables(
  reader: RowReader,
  options: AnalysisOptions,
  own: OwnColumns,
  target: Target,
): AnalysisTables {
  const { models, tables, leftOut } = mergedTables(reader, options);
  checkLanguage(options.labels, models);
  // A name does not depend on which rows and columns are exported.
  const all = mergedTables(reader, { folder: options.folder }).tables;
  const whole = new Map(all.map((table) => [table.path, table]));
  const carried = carriedQuestions(all, options.carry ?? []);
  const definitions = namingTables(reader.unrolled?.models ?? reader.models, reader.arrivedPaths?.());
  const form = formFacts(models, options);
  const blocks = new AnswerBlocks(options, target, reader, models);
  const more: MoreFacts = {
    hasDrafts: own.hasDrafts,
    hasSources: own.hasSources,
    isDeidentified: own.isDeidentified,
    allVersions: options.allVersions === true,
  };
  const tableOf = (table: TypedTable): AnalysisTable => {
    const { path, name, labels, columns } = table;
    const along = carried.filter(({ place }) => place !== path && isInside(path, place));
    const names = columnNames(
      whole.get(path) ?? table,
      definitions,
      RESERVED_NAMES,
      target.names,
      along.map(({ column }) => column.field),
      reader.unrolled,
    );
    const before = factsBefore(path, names, blocks.readMoment, options.dateTexts === true);
    const answers = columns.flatMap((column) => (column.kind === 'field' ? [blocks.of(column, names)] : []));
    const carriedBlocks = along.map(({ place, column }) => ({ place, block: blocks.of(column, names) }));
    const cells = new TableCells(
      before,
      carriedBlocks,
      answers,
      factsAfter(path, names, more),
      blocks.versions,
    );
    if (options.repeats === 'wide') checkWidth(cells.columns, target);
    return {
      form,
      path,
      name,
      labels,
      columns: cells.columns,
      key: names.fact('key'),
      parent: path === '' ? null : { path: parentPath(path, tables), column: 'key' },
      cells: (record, submission, context, file) => cells.of(record, submission, context, file),
    };
  };
  return {
    form,
    tables: tables.map(tableOf),
    places: [...new Set([...definitions.flat(), ...all].map(({ path }) => path))].filter((path) =>
      whole.has(path),
    ),
    models,
    hasAudit: tables.some((table) => table.columns.some(({ path }) => path === 'meta/audit')),
    leftOut,
    notSplit: [...new Set(blocks.notSplit)],
    notLabelled: [...new Set(blocks.notLabelled)],
  };
}

/** Columns that are only there when they are used do not count: a format has to expect them anyway. */
function checkWidth(columns: readonly AnalysisColumn[], { mostColumns }: Target): void {
  const count = columns.filter(({ isOnlyWhenUsed }) => !isOnlyWhenUsed).length;
  if (count > mostColumns)
    throw new Problem('export.too_many_columns', { columns: count, most: mostColumns });
}

/** The table with the rows that `parent_key` leads to. */
function parentPath(path: string, tables: readonly TypedTable[]): string {
  return tables
    .map((table) => table.path)
    .filter((other) => other !== '' && isInside(path, other))
    .reduce((longest, other) => (other.length > longest.length ? other : longest), '');
}
