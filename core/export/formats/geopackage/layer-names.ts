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
 * several locations. Takes the tables, that of the submissions first, and the paths of all tables of the form in
 * the order in which they get names.
 */
export function tableNames(
  tables: readonly AnalysisTable[],
  places: readonly string[] = tables.map(({ path }) => path),
): ReadonlyMap<string, TableNames> {
  const formId = tables[0]?.form.formId ?? '';
  const names = new Names({
    ...RULES,
    // A table of these names would be one of SQLite's or of the standard's.
    isReserved: (name) => /^(?:sqlite_|gpkg_|rtree_)/.test(name) && !name.endsWith('_'),
  });
  const tableOf = new Map(
    places.map((path) => {
      const steps = path.split('/');
      const wanted =
        path === '' ? [formId] : steps.map((_, i) => [formId, ...steps.slice(-(i + 1))].join('_'));
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
