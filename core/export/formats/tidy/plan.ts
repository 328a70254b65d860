import { stringify } from 'csv-stringify/sync';
import { Problem } from '../../../ground/problem.ts';
import type { FormModel } from '../../../model/form.ts';
import { answerAt } from '../../../model/record.ts';
import type { RowReader } from '../../../model/rows.ts';
import { mergeForms } from '../../../xform/merge-forms.ts';
import { columnNames } from '../../../xform/names.ts';
import { joinTables, pathsWithout, type TableShape, tablesOf, tablesOfPaths } from '../../../xform/shapes.ts';
import { chosenTables } from '../../chosen-columns.ts';
import { guardFormula } from '../../csv/formula-guard.ts';
import { definitionsFor } from '../../definitions.ts';
import type { BaseNames } from '../../form-base.ts';
import { filterOf, type TidyOptions } from '../../options.ts';
import type { OwnColumns } from '../../own-columns.ts';
import type { Table, TablesPlan } from '../../table.ts';
import { tidyAudit } from './audit.ts';
import { TidyColumns } from './columns.ts';
import { factsAfter, factsBefore, type MoreFacts } from './facts.ts';
import { tidyFiles, uniqueColumns } from './names.ts';

type Encode = (rows: readonly (readonly string[])[]) => string;

/**
 * One table for the form and one for each repeat, for statistics programs and spreadsheets. All versions of the form
 * share the tables; answers that no definition names have columns at the end. Takes the form's reader, the
 * options, what file names begin with, and which columns there are by themselves; touches no file. Throws a Problem when the form does not have the language.
 */
export function planTidy(
  reader: RowReader,
  options: TidyOptions,
  names: BaseNames,
  own: OwnColumns,
): TablesPlan {
  const filter = filterOf(options);
  const models = definitionsFor(reader, filter);
  checkLanguage(options.labels, models);
  const merged = models.length === 0 ? [] : tablesOf(mergeForms(models));
  const defined = joinTables([merged, ...models.map(tablesOf)]);
  const rest = tablesOfPaths(pathsWithout(defined, reader.storedPaths(filter)));
  const shapes = chosenTables(joinTables([defined, rest]), options.columns);
  const files = tidyFiles(
    names.main,
    shapes.map((shape) => shape.path),
  );
  const columns = new TidyColumns(options, models);
  const encode = encoder(options);
  const more: MoreFacts = {
    hasDrafts: own.hasDrafts,
    hasSources: own.hasSources,
    allVersions: options.allVersions === true,
  };
  const hasAudit = shapes.some((shape) => shape.columns.some((column) => column.path === 'meta/audit'));
  return {
    tables: shapes.map((shape) =>
      tableOf(shape, files.tables.get(shape.path) ?? '', columns, options, encode, more),
    ),
    audit: hasAudit ? tidyAudit(files.audit, startOf(options), encode, options.formulaGuard !== false) : null,
    leftOut: [],
    notSplit: columns.notSplit,
    notLabelled: columns.notLabelled,
  };
}

function tableOf(
  shape: TableShape,
  file: string,
  columns: TidyColumns,
  options: TidyOptions,
  encode: Encode,
  more: MoreFacts,
): Table {
  const before = factsBefore(shape.path, file, columns.zone);
  const after = factsAfter(shape.path, more);
  const fields = shape.columns.filter((column) => column.kind === 'field');
  const names = columnNames(
    fields.map((column) => column.path),
    options.names ?? 'full',
  );
  const blocks = fields.map((column, i) => columns.of(column, names[i] ?? column.path, file));
  const first = before.map((fact) => fact.name);
  const last = after.map((fact) => fact.name);
  const named = uniqueColumns(
    blocks.flatMap((block) => block.headers),
    [...first, ...last],
  );
  const headers = [...first, ...named, ...last].map(guardOf(options));
  return {
    path: shape.path,
    file,
    columns: headers,
    header: startOf(options) + encode([headers]),
    cells: (record, submission, context) => {
      const row = before.map((fact) => fact.cell(record, submission, context));
      for (const { path, cells } of blocks) {
        row.push(...cells(answerAt(record, path), submission, context));
      }
      for (const fact of after) row.push(fact.cell(record, submission, context));
      return row;
    },
    encode,
  };
}

/** Rows quoted as RFC 4180 asks, and where a lone CR could be taken for a line end. */
function encoder(options: TidyOptions): Encode {
  const format = { delimiter: options.separator ?? ',', record_delimiter: '\n', quoted_match: /[\r\n]/ };
  return (rows) => stringify([...rows], format);
}

/** A column can be called by an attribute, `@name`. */
function guardOf({ formulaGuard }: TidyOptions): (name: string) => string {
  return formulaGuard === false ? (name) => name : guardFormula;
}

function startOf(options: TidyOptions): string {
  return options.byteOrderMark === true ? '\uFEFF' : '';
}

function checkLanguage(language: string | undefined, models: readonly FormModel[]): void {
  if (language === undefined) return;
  const known = [...new Set(models.flatMap((model) => model.languages))];
  if (known.includes(language) || (known.length === 0 && language === '')) return;
  throw new Problem('export.language_unknown', { language, known: known.join(', ') });
}
