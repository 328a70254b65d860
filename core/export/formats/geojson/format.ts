import { problemData } from '../../../ground/problem.ts';
import type { WriteNotes } from '../../analysis/analysis-file.ts';
import type { AnalysisTable, FinishedTable } from '../../analysis/analysis-table.ts';
import { analysisTables } from '../../analysis/analysis-tables.ts';
import { analysisAudit, auditName } from '../../analysis/audit.ts';
import { isInCommonYears } from '../../analysis/common-years.ts';
import { ANY_NAMES } from '../../analysis/names.ts';
import { plannedFiles } from '../../analysis/planned-files.ts';
import type { Target } from '../../analysis/target.ts';
import { fileBase, fileNames } from '../../file-names.ts';
import { mergedTables } from '../../form-tables.ts';
import { checkLocation } from '../../geo/has-location.ts';
import type { OptionsFor } from '../../options.ts';
import type { Format } from '../format.ts';
import { firstKeys } from './first-keys.ts';
import { writeGeoJson } from './geojson-file.ts';
import { EXTENSION, type LayerFile, layerFiles } from './layer-files.ts';

/** JSON holds any name. Programs that read it may not tell names apart that differ by case. */
const TARGET: Target = {
  names: { ...ANY_NAMES, isCaseBlind: true },
  mostColumns: Number.POSITIVE_INFINITY,
  places: 'geometry',
  choices: 'texts',
  holds: isInCommonYears,
};

/** A FeatureCollection for each location (RFC 7946). A table without a location has no file. */
export const geojson: Format<OptionsFor<'geojson'>> = {
  naming: {
    base: fileBase,
    files: (base, paths) => [...fileNames(base, paths, EXTENSION).tables.values(), auditName(base)],
    telling: (base) => [`${base}${EXTENSION}`],
  },
  plan: (reader, options, names, own) => {
    checkLocation(mergedTables(reader, options).tables);
    const chosen = { ...options, selectMultiple: options.selectMultiple ?? 'text' };
    const { tables, hasAudit, leftOut, notSplit, notLabelled } = analysisTables(reader, chosen, own, TARGET);
    const layers = layerFiles(names.main, tables);
    const files = layers.map(({ file, table, layer }, place) => ({
      file,
      tables: [{ table }],
      firstKeys,
      write: async (path: string, [finished]: readonly FinishedTable[], notes: WriteNotes) => {
        if (finished === undefined) throw new Error('no table');
        await writeGeoJson(path, finished, layer.column.name, file.slice(0, -EXTENSION.length));
        if (place === 0) tellLeftOut(tables, layers, notes);
      },
    }));
    return {
      tables: plannedFiles(files),
      audit: hasAudit ? analysisAudit(names.main) : null,
      leftOut,
      notSplit,
      notLabelled,
    };
  },
  firstKeys,
};

/** Notes the tables without a location: no file has their rows. */
function tellLeftOut(
  tables: readonly AnalysisTable[],
  layers: readonly LayerFile[],
  notes: WriteNotes,
): void {
  const written = new Set(layers.map(({ table }) => table));
  const left = tables.filter((table) => !written.has(table));
  if (left.length === 0) return;
  const names = left.map(({ path, form }) => (path === '' ? form.title : path));
  notes.tell(problemData('export.tables_left_out', { count: left.length, tables: names.join(', ') }));
}
