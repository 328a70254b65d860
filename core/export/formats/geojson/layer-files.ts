import { fileBeside } from '../../../ground/export-names.ts';
import { foldName } from '../../../ground/file-name.ts';
import type { AnalysisTable } from '../../analysis/analysis-table.ts';
import { auditName } from '../../analysis/audit.ts';
import { allowedInNames, fileNames } from '../../file-names.ts';
import { type Layer, layersOf } from '../../geo/layers.ts';

export const EXTENSION = '.geojson';

/** A file with one location of one table. */
export interface LayerFile {
  readonly file: string;
  readonly table: AnalysisTable;
  readonly layer: Layer;
}

/**
 * Names the files of a form: `<base>[-<repeat>].geojson`. Where a table has several locations, the name of
 * each is behind it. All names differ, even where a file system ignores case.
 */
export function layerFiles(base: string, tables: readonly AnalysisTable[]): readonly LayerFile[] {
  const stems = fileNames(
    base,
    tables.map(({ path }) => path),
    EXTENSION,
  ).tables;
  const layers = tables.map((table) => ({ table, layers: layersOf(table.columns) }));
  const taken = new Set([auditName(base)].map(foldName));
  for (const { table, layers: own } of layers) {
    if (own.length === 1) taken.add(foldName(stems.get(table.path) ?? ''));
  }
  const claim = (behind: string): string => {
    let file = fileBeside(base, behind, '', EXTENSION);
    for (let number = 2; taken.has(foldName(file)); number += 1) {
      file = fileBeside(base, behind, `-${number}`, EXTENSION);
    }
    taken.add(foldName(file));
    return file;
  };
  return layers.flatMap(({ table, layers: own }) => {
    const stem = stems.get(table.path) ?? '';
    if (own.length < 2) return own.map((layer) => ({ file: stem, table, layer }));
    const repeat = stem.slice(0, -EXTENSION.length).slice(base.length);
    return own.map((layer) => {
      const name = allowedInNames(layer.column.name);
      return { file: claim(`${repeat}-${name}`), table, layer };
    });
  });
}
