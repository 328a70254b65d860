import { exportedName, numberedName } from '../ground/export-names.ts';
import { sizeOfFile } from '../ground/file-cipher.ts';
import { foldName } from '../ground/file-name.ts';
import { trimXml } from '../ground/xml/xml.ts';
import type { ExportSubmission, RowReader } from '../model/rows.ts';
import { checkOptions } from './check-options.ts';
import { ExportContext } from './media-cells.ts';
import { MediaNotCopied, type MediaSource } from './media-folder.ts';
import { bringsMedia, type ExportOptions, filterOf } from './options.ts';
import { planExport } from './plan-export.ts';
import { bringsAll, rowsOf } from './rows-of.ts';

/** How many files an export will have in its `media` folder, and how many bytes. */
export interface MediaCount {
  readonly files: number;
  readonly bytes: number;
}

/** Other work gets its turn after this many milliseconds. */
const TURN = 20;

/**
 * Counts what an export will put into `media`, by the same rules as the export. Copies nothing. Takes the
 * `rowId` of each matching submission that has attachments; other submissions are not read. `between` is
 * awaited from time to time, and may throw to stop the count. Throws the same Problems for options as the
 * export does.
 */
export async function countMedia(
  reader: RowReader,
  options: ExportOptions,
  ids: readonly number[],
  between: () => Promise<void>,
): Promise<MediaCount> {
  checkOptions(options);
  if (!bringsMedia(options) || ids.length === 0) return { files: 0, bytes: 0 };
  const folder = new CountedFolder();
  const context = new ExportContext({ media: folder, audit: null });
  const { tables } = planExport(reader, options);
  const places = Map.groupBy(
    tables.map((table) => ({ table })),
    ({ table }) => table.path,
  );
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

/**
 * Returns the records with an answer that is the name of an attachment. Only these bring files, so most
 * repeats need no cells.
 */
function recordsWithFiles({ records, attachments }: ExportSubmission): ExportSubmission['records'] {
  const names = new Set(attachments.map(({ name }) => trimXml(name)));
  return records.filter(({ values }) => Object.values(values).some((answer) => names.has(trimXml(answer))));
}

/** Treats names and contents as `MediaFolder` does, for an empty folder. Writes nothing. */
class CountedFolder {
  /** The content at each name. Names are keys as file systems compare them. */
  readonly #places = new Map<string, string>();
  /** The next number of each name, and the contents that already have a place under it. */
  readonly #names = new Map<string, { number: number; readonly contents: Set<string> }>();
  files = 0;
  bytes = 0;

  /** Returns the name unchanged, because numbers after names are not shown. */
  bring(name: string, source: MediaSource): string {
    const size = sizeOfFile(source.path, source.key ?? null);
    if (size === null) throw new MediaNotCopied();
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
