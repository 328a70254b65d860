import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ConversionReport, ConversionTarget } from '../../model/conversion.ts';
import { CONTENT_FOLDERS } from '../../model/workspace-parts.ts';
import type { Db } from '../db.ts';
import type { FileConversion } from './convert-files.ts';
import { partsOf } from './swap.ts';

/**
 * Reports a conversion whose copy is complete and has not taken its place yet. Takes the workspace's database, and
 * what was done with the files.
 */
export function reportOf(
  { folder, to }: { readonly folder: string; readonly to: ConversionTarget },
  db: Db,
  { files, bytes, lacking, allLacking }: FileConversion,
): ConversionReport {
  const { earlierCopies, others } = partsOf(folder);
  return {
    to,
    submissions: countSubmissions(db),
    files,
    bytes,
    lacking,
    allLacking,
    earlierCopies,
    oldFiles: CONTENT_FOLDERS.reduce((sum, name) => sum + filesIn(join(folder, name)), 0),
    others,
    isOldLeft: false,
  };
}

/** How many submissions there are. An earlier format does not tell the versions of one submission apart. */
function countSubmissions(db: Db): number {
  const hasVersions = db.prepare("SELECT 1 FROM pragma_table_info('submission') WHERE name = 'row_id'").get();
  const where = hasVersions === undefined ? '' : ' WHERE row_id IS NULL';
  return db.prepare<[], number>(`SELECT count(*) FROM submission${where}`).pluck().get() ?? 0;
}

function filesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  let count = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    count += entry.isDirectory() ? filesIn(join(folder, entry.name)) : 1;
  }
  return count;
}
