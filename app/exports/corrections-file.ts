import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { CorrectionList } from '../../core/export/corrections/correction.ts';
import { correctionsOf, type FileRow } from '../../core/export/corrections/correction-rows.ts';
import { csvRows } from '../../core/export/corrections/csv-rows.ts';
import { xlsxRows } from '../../core/export/corrections/xlsx-rows.ts';
import { open } from '../../core/ground/patient-files.ts';
import { isProblem, Problem } from '../../core/ground/problem.ts';
import { readEntry } from '../../core/source/folder/unpack.ts';
import { readDirectory } from '../../core/source/folder/zip-directory.ts';

/** A list of corrections is made by people. */
const LARGEST = 50_000_000;
const MOST_ENTRIES = 1000;
/** What a workbook begins with: it is a zip. */
const ZIP = Buffer.from('PK');
/** The parts of a workbook that are read. */
const PARTS =
  /^xl\/(?:workbook\.xml|styles\.xml|sharedStrings\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]+\.xml)$/;

/**
 * Reads a list of corrections, CSV or XLSX, whatever its name is. Throws `export.corrections_unreadable` for
 * anything else.
 */
export async function readCorrections(path: string): Promise<CorrectionList> {
  const file = basename(path);
  const unreadable = (why: 'missing' | 'large' | 'workbook', cause?: unknown) =>
    new Problem('export.corrections_unreadable', { file, why }, { cause });
  const handle = await open(path, 'r').catch((cause) => {
    throw unreadable('missing', cause);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw unreadable('missing');
    if (stats.size > LARGEST) throw unreadable('large');
    const bytes = await handle.readFile();
    const rows = bytes.subarray(0, ZIP.length).equals(ZIP)
      ? xlsxRows(await workbook(handle, file), file)
      : csvRows(bytes, file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { file, sha256, corrections: correctionsOf(rows satisfies FileRow[], file) };
  } catch (cause) {
    if (isProblem(cause) && cause.code === 'export.corrections_unreadable') throw cause;
    throw unreadable('workbook', cause);
  } finally {
    await handle.close();
  }
}

/** Unpacks the parts of a workbook into memory. Refuses more than a list of corrections can have. */
async function workbook(
  handle: Awaited<ReturnType<typeof open>>,
  file: string,
): Promise<(path: string) => Uint8Array | null> {
  const entries = (await readDirectory(handle, file, MOST_ENTRIES)).filter(({ name }) => PARTS.test(name));
  if (entries.reduce((sum, { size }) => sum + size, 0) > LARGEST)
    throw new Problem('export.corrections_unreadable', { file, why: 'large' });
  const parts = new Map<string, Uint8Array>();
  for (const entry of entries) parts.set(entry.name, await readEntry(handle, entry, file));
  return (path) => parts.get(path) ?? null;
}
