import { fileBeside } from '../../../ground/export-names.ts';
import type { OtherDatabases } from '../../../model/other-database.ts';
import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { analysisTables } from '../../analysis/analysis-tables.ts';
import { analysisAudit, auditName } from '../../analysis/audit.ts';
import { isInCommonYears } from '../../analysis/common-years.ts';
import { plannedFiles } from '../../analysis/planned-files.ts';
import type { Target } from '../../analysis/target.ts';
import { fileBase } from '../../file-names.ts';
import { mergedTables } from '../../form-tables.ts';
import { checkLocation } from '../../geo/has-location.ts';
import type { OptionsFor } from '../../options.ts';
import { checkUnused } from '../../sqlite-files.ts';
import type { Table } from '../../table.ts';
import type { Format } from '../format.ts';
import { firstKeys } from './first-keys.ts';
import { GeoPackageFile, type WriteOptions } from './geopackage-file.ts';
import { RULES, tableNames } from './layer-names.ts';

export const TARGET: Target = {
  names: RULES,
  // More columns go into further tables.
  mostColumns: Number.POSITIVE_INFINITY,
  places: 'geometry',
  choices: 'texts',
  holds: isInCommonYears,
};

/** One database with all layers and tables of a form (OGC 12-128r18, GeoPackage 1.3). */
export const geopackage: Format<OptionsFor<'geopackage'>> = {
  naming: {
    base: fileBase,
    files: (base) => [fileOf(base), auditName(base)],
    telling: (base) => [fileOf(base)],
  },
  plan: (reader, options, names, own) => {
    checkLocation(mergedTables(reader, options).tables);
    const { selectMultiple = 'text', timeZone = 'UTC', choices, labels, databases } = options;
    const chosen = { ...options, selectMultiple, timeZone };
    const { tables, places, hasAudit, leftOut, notSplit, notLabelled } = analysisTables(
      reader,
      chosen,
      own,
      TARGET,
    );
    const layerNames = tableNames(tables, places);
    const write: WriteOptions = {
      names: layerNames,
      isUtc: timeZone === 'UTC',
      hasValues: (choices ?? (labels === undefined ? 'values' : 'labels')) !== 'labels',
    };
    const file = {
      file: fileOf(names.main),
      tables: tables.map((table) => ({ table, as: layerNames.get(table.path)?.table ?? '' })),
      firstKeys: (path: string) => firstKeys(path, databases),
      write: async (path: string, finished: readonly FinishedTable[]) => {
        const database = opened(databases, path);
        try {
          const made = new GeoPackageFile(database, write);
          for (const table of finished) await made.write(table);
        } finally {
          database.close();
        }
      },
    };
    return {
      tables: plannedFiles([file]).map(whileUnused),
      audit: hasAudit ? analysisAudit(names.main) : null,
      leftOut,
      notSplit,
      notLabelled,
    };
  },
  firstKeys: (path, { databases }) => firstKeys(path, databases),
};

function fileOf(base: string): string {
  return fileBeside(base, '', '', '.gpkg');
}

function opened(databases: OtherDatabases | undefined, path: string) {
  if (databases === undefined) throw new Error('an export to a database needs `databases`');
  return databases.toFill(path);
}

/**
 * Refuses to replace a file that another program has open: what it keeps beside the file would damage a new
 * one.
 */
function whileUnused(table: Table): Table {
  return {
    ...table,
    existing: (path) => {
      const existing = table.existing(path);
      checkUnused(path);
      return existing;
    },
    open: (path, isAppended) => {
      const sink = table.open(path, isAppended);
      return {
        add: (row) => sink.add(row),
        finish: (signal) => sink.finish(signal),
        discard: () => sink.discard(),
        commit: () => {
          checkUnused(path);
          return sink.commit();
        },
      };
    },
  };
}
