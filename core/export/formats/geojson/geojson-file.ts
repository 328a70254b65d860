import { closeSync, writeSync } from 'node:fs';
import { breathe } from '../../../ground/breath.ts';
import { openSync } from '../../../ground/patient-files.ts';
import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { layersOf } from '../../geo/layers.ts';
import { featureText } from './feature-text.ts';

/** So many characters are collected before they are written. */
const CHUNK = 64 * 1024;

/**
 * Writes a table as a FeatureCollection (RFC 7946 §3.3), one feature per line. Takes the path of an empty
 * file, the table, the name of the column with the geometry, and the name of the layer.
 */
export async function writeGeoJson(
  path: string,
  table: FinishedTable,
  column: string,
  name: string,
): Promise<void> {
  const layer = layersOf(table.columns).find((one) => one.column.name === column);
  if (layer === undefined) throw new Error('no such layer');
  const feature = featureText(table.columns, layer);
  const handle = openSync(path, 'r+');
  try {
    const { title, formId, version, zoneRule } = table.form;
    const about = [title, `Form ${formId}`, ...(version === null ? [] : [`Version ${version}`]), zoneRule];
    let text = `{"type":"FeatureCollection","name":${JSON.stringify(name)},`;
    text += `"description":${JSON.stringify(about.join('. '))},"features":[`;
    let isFirst = true;
    for (const row of table.rows()) {
      text += `${isFirst ? '\n' : ',\n'}${feature(row)}`;
      isFirst = false;
      if (text.length < CHUNK) continue;
      write(handle, text);
      text = '';
      await breathe();
    }
    write(handle, `${text}\n]}\n`);
  } finally {
    closeSync(handle);
  }
}

function write(handle: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) written += writeSync(handle, bytes, written);
}
