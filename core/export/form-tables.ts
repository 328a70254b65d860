import type { FormModel } from '../model/form.ts';
import type { RowReader } from '../model/rows.ts';
import { mergeForms } from '../xform/merge-forms.ts';
import { joinTables, pathsWithout, tablesOf, tablesOfPaths } from '../xform/shapes.ts';
import { chosenTables } from './chosen-columns.ts';
import { definitionsFor, tablesOfVersions } from './definitions.ts';
import { type CommonOptions, filterOf } from './options.ts';
import { type TypedTable, typedTables } from './typed-table.ts';

/** What an export can write of a form, in any format. */
export interface FormTables {
  /** The definitions that the export uses, the newest first. */
  readonly models: readonly FormModel[];
  /** The table of the submissions comes first. */
  readonly tables: readonly TypedTable[];
  /** Paths of stored answers that have no column. */
  readonly leftOut: readonly string[];
}

/**
 * Merges all versions of the form. A column that only an older version has comes after the same column as in
 * that version. Answers that are in no definition have columns at the end. Nothing is left out.
 */
export function mergedTables(reader: RowReader, options: CommonOptions): FormTables {
  const filter = filterOf(options);
  const models = definitionsFor(reader, filter);
  const merged = models.length === 0 ? [] : tablesOf(mergeForms(models));
  const defined = joinTables([merged, ...models.map(tablesOf)]);
  const rest = tablesOfPaths(pathsWithout(defined, reader.storedPaths(filter)));
  const shapes = chosenTables(joinTables([defined, rest]), chosenPaths(reader, options));
  return { models, tables: typedTables(shapes, models), leftOut: [] };
}

/**
 * Returns the newest version's columns, then those that only older versions have, as Briefcase orders them.
 * Answers that are in no definition are left out, unless their whole version has no definition.
 */
export function tablesByAge(reader: RowReader, options: CommonOptions): FormTables {
  const filter = filterOf(options);
  const models = definitionsFor(reader, filter);
  const all = tablesOfVersions(reader, filter, models);
  const shapes = chosenTables(all, chosenPaths(reader, options));
  const left = pathsWithout(all, reader.storedPaths(filter));
  return {
    models,
    tables: typedTables(shapes, models),
    leftOut: [...left].flatMap(([place, paths]) => (paths.length === 0 ? [place] : paths)),
  };
}

/** The paths of the chosen answers as the rows have them. Ask it when the tables are known. */
function chosenPaths(reader: RowReader, { columns }: CommonOptions): readonly string[] | undefined {
  return columns?.flatMap((path) => reader.pathsOf?.(path) ?? [path]);
}
