import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { prepareFolder } from '../../core/export/out-folder.ts';
import { writeWhole } from '../../core/export/write-whole.ts';
import { fileBeside } from '../../core/ground/export-names.ts';
import { statsAt } from '../../core/ground/own-files.ts';
import type { ExportHome } from '../../core/model/export-home.ts';

const COLUMNS = ['pseudonym', 'original'];

/**
 * Writes the originals of pseudonyms into a folder of their own. Takes how the names of the export's files begin. Replaces only a table that an export of this
 * form has made and nobody has changed. Returns the path. Throws `export.*` and `store.*` problems.
 */
export function writeLinkingTable(
  linked: Iterable<readonly [pseudonym: string, original: string]>,
  base: string,
  folder: string,
  home: ExportHome,
  workspaces: readonly string[],
): string {
  const real = prepareFolder(folder, workspaces);
  const path = freePath(real, base, home);
  const rows = [...linked].map((row) => [...row]);
  writeWhole(path, stringify([COLUMNS, ...rows], { record_delimiter: '\n', quoted_match: /[\r\n]/ }));
  return path;
}

function freePath(folder: string, base: string, home: ExportHome): string {
  for (let number = 1; ; number += 1) {
    const path = join(folder, fileBeside(base, '-linking-table', number === 1 ? '' : `-${number}`));
    if (statsAt(path) === undefined) return path;
    const made = home.made(path);
    if (made?.isUnchanged === true && made.formId === home.formId) return path;
  }
}
