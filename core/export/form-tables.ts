import type { FormModel } from '../model/form.ts';
import type { RowReader } from '../model/rows.ts';
import { mergeForms } from '../xform/merge-forms.ts';
import { joinTables, pathsWithout, tablesOf, tablesOfPaths } from '../xform/shapes.ts';
import { chosenTables } from './chosen-columns.ts';
import { definitionsFor, tablesOfVersions } from './definitions.ts';
import { type CommonOptions, filterOf } from './options.ts';
import { type TypedTable, typedTables } from './typed-table.ts';

/** What there is to write of a form, whatever the format. */
export interface FormTables {
  /** The definitions that the export uses, the newest first. */
  readonly models: readonly FormModel[];
  /** The table of the submissions first. */
  readonly tables: readonly TypedTable[];
  /** Paths of stored answers that no column is for. */
  readonly leftOut: readonly string[];
}

/**
 * All versions of the form in one: what only older versions have stands behind what it stood behind there, and answers
 * that no definition names have columns at the end. Nothing is left out.
 */
export function mergedTables(reader: RowReader, options: CommonOptions): FormTables {
  const filter = filterOf(options);
  const models = definitionsFor(reader, filter);
  const merged = models.length === 0 ? [] : tablesOf(mergeForms(models));
  const defined = joinTables([merged, ...models.map(tablesOf)]);
  const rest = tablesOfPaths(pathsWithout(defined, reader.storedPaths(filter)));
  const shapes = chosenTables(joinTables([defined, rest]), options.columns);
  return { models, tables: typedTables(shapes, models), leftOut: [] };
}

/**
 * The newest version's columns, then those that only older ones have, as Briefcase knows forms. Answers that no
 * definition names are left out, unless the whole version has none.
 */
export function tablesByAge(reader: RowReader, options: CommonOptions): FormTables {
  const filter = filterOf(options);
  const models = definitionsFor(reader, filter);
  const all = tablesOfVersions(reader, filter, models);
  const shapes = chosenTables(all, options.columns);
  const left = pathsWithout(all, reader.storedPaths(filter));
  return {
    models,
    tables: typedTables(shapes, models),
    leftOut: [...left].flatMap(([place, paths]) => (paths.length === 0 ? [place] : paths)),
  };
}
