import { lstatSync } from 'node:fs';
import { exportedName, numberedName } from '../ground/export-names.ts';
import { foldName } from '../ground/file-name.ts';
import { trimXml } from '../ground/xml/xml.ts';
import type { ExportSubmission, RowReader } from '../model/rows.ts';
import { checkOptions } from './check-options.ts';
import { ExportContext } from './media-cells.ts';
import { MediaNotCopied, type MediaSource } from './media-folder.ts';
import { type ExportOptions, filterOf } from './options.ts';
import { planExport } from './plan-export.ts';
import { bringsAll, rowsOf } from './rows-of.ts';

/** The files that an export will have in its `media` folder, and their bytes. */
export interface MediaCount {
  readonly files: number;
  readonly bytes: number;
}

/** Lets the world have its turn after this many milliseconds. */
const TURN = 20;

/**
 * Counts what an export will bring into `media`, by the rule that the export itself uses, and copies nothing. Takes the
 * submissions that match and have attachments, by `rowId`: the others bring nothing and are not read. `between` is
 * awaited again and again, and may throw to give up. Throws the same Problems for options as the export does.
 */
export async function countMedia(
  reader: RowReader,
  options: ExportOptions,
  ids: readonly number[],
  between: () => Promise<void>,
): Promise<MediaCount> {
  checkOptions(options);
  if (options.excludeMedia === true || ids.length === 0) return { files: 0, bytes: 0 };
  const folder = new CountedFolder();
  const context = new ExportContext({ media: folder, audit: null });
  const { tables } = planExport(reader, options);
  const places = new Map(tables.map((table) => [table.path, { table }]));
  const isWhole = bringsAll(reader, options.columns);
  let turn = performance.now();
  for (const submission of reader.submissions({ ...filterOf(options), ids })) {
    const made = rowsOf(places, recordsWithFiles(submission), submission, context);
    if (made !== null && isWhole(submission)) context.bringUnnamed(submission);
    if (performance.now() - turn < TURN) continue;
    await between();
    turn = performance.now();
  }
  return { files: folder.files, bytes: folder.bytes };
}

/** Only an answer that is the name of an attachment brings a file, so that most repeats need no cells. */
function recordsWithFiles({ records, attachments }: ExportSubmission): ExportSubmission['records'] {
  const names = new Set(attachments.map(({ name }) => trimXml(name)));
  return records.filter(({ values }) => Object.values(values).some((answer) => names.has(trimXml(answer))));
}

/** What `MediaFolder` does with names and contents, in a folder that is empty and that nothing is written to. */
class CountedFolder {
  /** The content of each place, by the place's name as file systems compare it. */
  readonly #places = new Map<string, string>();
  /** The next number of each name, and the contents that have a place under it. */
  readonly #names = new Map<string, { number: number; readonly contents: Set<string> }>();
  files = 0;
  bytes = 0;

  /** Returns the name as it came: numbers behind names are not shown. */
  bring(name: string, source: MediaSource): string {
    const size = sizeOf(source.path);
    const content = source.md5 === null ? source.path : `${source.md5.toLowerCase()} ${size}`;
    const key = foldName(exportedName(name));
    const known = this.#names.get(key) ?? { number: 1, contents: new Set<string>() };
    this.#names.set(key, known);
    if (known.contents.has(content)) return name;
    known.contents.add(content);
    for (;;) {
      const place = foldName(numberedName(name, known.number));
      known.number += 1;
      const there = this.#places.get(place);
      if (there === content) return name;
      if (there !== undefined) continue;
      this.#places.set(place, content);
      this.files += 1;
      this.bytes += size;
      return name;
    }
  }
}

function sizeOf(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) throw new MediaNotCopied();
  return stats.size;
}
