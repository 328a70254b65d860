import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { prepareFolder } from '../../core/export/out-folder.ts';
import { StagedFile } from '../../core/export/staged-file.ts';
import { breathe } from '../../core/ground/breath.ts';
import { fileBeside } from '../../core/ground/export-names.ts';
import { flushFolder } from '../../core/ground/flush-to-disk.ts';
import { statsAt } from '../../core/ground/own-files.ts';
import type { ExportHome } from '../../core/model/export-home.ts';

const COLUMNS = ['pseudonym', 'original'];
/** So many rows become text together, and then other work runs. */
const AT_A_TIME = 1000;

/**
 * Writes the originals of pseudonyms into a folder of their own, in constant memory. Takes how the names of
 * the export's files begin. Replaces only a table that an export of this form has made and nobody has changed.
 * Returns the path. Throws `export.*` and `store.*` problems.
 */
export async function writeLinkingTable(
  linked: Iterable<readonly [pseudonym: string, original: string]>,
  base: string,
  folder: string,
  home: ExportHome,
  workspaces: readonly string[],
): Promise<string> {
  const real = prepareFolder(folder, workspaces);
  const path = freePath(real, base, home);
  const file = new StagedFile(path, false);
  try {
    let rows: (readonly string[])[] = [COLUMNS];
    for (const row of linked) {
      rows.push(row);
      if (rows.length < AT_A_TIME) continue;
      file.write(bytesOf(rows));
      rows = [];
      await breathe();
    }
    file.write(bytesOf(rows));
    file.finish();
    file.commit();
    flushFolder(real);
  } finally {
    file.discard();
  }
  return path;
}

function bytesOf(rows: readonly (readonly string[])[]): Uint8Array {
  const cells = rows.map((row) => [...row]);
  return Buffer.from(stringify(cells, { record_delimiter: '\n', quoted_match: /[\r\n]/ }));
}

function freePath(folder: string, base: string, home: ExportHome): string {
  for (let number = 1; ; number += 1) {
    const path = join(folder, fileBeside(base, '-linking-table', number === 1 ? '' : `-${number}`));
    if (statsAt(path) === undefined) return path;
    const made = home.made(path);
    if (made?.isUnchanged === true && made.formId === home.formId) return path;
  }
}
