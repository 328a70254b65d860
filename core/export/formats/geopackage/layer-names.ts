import type { AnalysisTable } from '../../analysis/analysis-table.ts';
import { Names } from '../../analysis/names.ts';
import type { NameRules } from '../../analysis/target.ts';
import { layersOf } from '../../geo/layers.ts';

/** Names that every GIS and SQL take without quotes, as far as the scripts of the world allow. */
export const RULES: NameRules = {
  most: 63,
  counted: 'characters',
  isCaseBlind: true,
  characters: 'letters',
  startsWithLetter: true,
  // SQLite has other columns of these names, and the file has these two of its own.
  isReserved: (name) => ['fid', 'geom', 'rowid', 'oid', 'ogc_fid'].includes(name),
};

/** The names of one table in the file. */
export interface TableNames {
  /** The name of the table, and of its layer when it has only one location. */
  readonly table: string;
  /** The name of the layer of each of several locations, by the location's column. */
  readonly layers: ReadonlyMap<string, string>;
}

/**
 * Names the tables of a form: the form's ID, `<form ID>_<repeat>`, and `<table>_<location>` where a table has
 * several locations. Takes the tables, that of the submissions first.
 */
export function tableNames(tables: readonly AnalysisTable[]): ReadonlyMap<string, TableNames> {
  const names = new Names({
    ...RULES,
    // A table of these names would be one of SQLite's or of the standard's.
    isReserved: (name) => /^(?:sqlite_|gpkg_|rtree_)/.test(name) && !name.endsWith('_'),
  });
  const tableOf = new Map(
    tables.map(({ path, form }) => {
      const steps = path.split('/');
      const wanted =
        path === '' ? [form.formId] : steps.map((_, i) => [form.formId, ...steps.slice(-(i + 1))].join('_'));
      return [path, names.claim(wanted, path)];
    }),
  );
  return new Map(
    tables.map(({ path, columns }) => {
      const table = tableOf.get(path) ?? '';
      const layers = layersOf(columns);
      const own = layers.length < 2 ? [] : layers;
      const named = own.map(({ column }): [string, string] => [
        column.name,
        names.claim([`${table}_${column.name}`], `${path}\0${column.original}`),
      ]);
      return [path, { table, layers: new Map(named) }];
    }),
  );
}
