import { join } from 'node:path';
import { flushFolder } from '../ground/flush-to-disk.ts';
import { Problem } from '../ground/problem.ts';
import { checkFree, checkPlain } from './existing.ts';
import { ownerOf } from './file-owner.ts';
import { addsRows, type ExportOptions } from './options.ts';
import type { Output, Sink } from './sink.ts';
import { removeLeftovers } from './temp-files.ts';

/** All files of one export. They are opened together. All of them appear, or none. */
export class OutputFiles {
  /** Null when the rows go to a server. */
  readonly #folder: string | null;
  readonly #outputs: readonly Output[];
  readonly #sinks: Sink<unknown>[] = [];
  readonly #appended: readonly boolean[];

  /**
   * First checks every path, and starts no file when one path cannot be written. Throws a Problem for a link
   * or a folder, and for a file that has another header or belongs to another form and may not be
   * overwritten. A file that another program holds is found now, and not after all rows are written. Takes
   * null for the folder when the rows go to a server: then no file is looked at.
   */
  constructor(folder: string | null, outputs: readonly Output[], options: ExportOptions) {
    this.#folder = folder;
    this.#outputs = outputs;
    this.#checkFree();
    this.#appended = outputs.map((output) => folder !== null && isAppended(folder, output, options));
    if (folder !== null) removeLeftovers(folder);
    try {
      for (const [i, output] of outputs.entries()) {
        this.#sinks.push(output.open(join(folder ?? '', output.file), this.isAppended(i)));
      }
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /** True when rows are added to the existing file. Takes the index of the file in the list. */
  isAppended(place: number): boolean {
    return this.#appended[place] ?? false;
  }

  /** Adds a row to the output with that index. The same output has made the row. */
  add(place: number, row: unknown): void | Promise<void> {
    const sink = this.#sinks[place];
    if (sink === undefined) throw new Error(`no output ${place}`);
    return sink.add(row);
  }

  /** After this, everything is on the disk under temporary names. Throws the signal's reason when stopped. */
  async finish(signal?: AbortSignal): Promise<void> {
    for (const sink of this.#sinks) {
      signal?.throwIfAborted();
      await sink.finish(signal);
    }
  }

  /** Renames all finished files to their names. If another program holds an existing file, renames none. */
  async commit(): Promise<void> {
    this.#checkFree();
    for (const sink of this.#sinks) await sink.commit();
    if (this.#folder !== null) flushFolder(this.#folder);
  }

  /** Ends what waits for others. */
  stop(): void {
    for (const sink of this.#sinks) sink.stop?.();
  }

  /** Removes all files that were not committed. */
  discard(): void {
    for (const sink of this.#sinks) sink.discard();
  }

  #checkFree(): void {
    if (this.#folder === null) return;
    for (const { file } of this.#outputs) checkFree(join(this.#folder, file));
  }
}

/**
 * True when rows are added to the existing file. Throws the Problem for a file that may be neither extended
 * nor replaced.
 */
function isAppended(folder: string, output: Output, options: ExportOptions): boolean {
  const { file } = output;
  const path = join(folder, file);
  // Checked here for every format: a format that forgot the check would replace a link.
  checkPlain(path);
  const existing = output.existing(path);
  const { overwrite, home } = options;
  if (existing === 'none' || overwrite === true) return false;
  const owner = home === undefined ? 'this form' : ownerOf(path, home, (place) => output.firstKeys(place));
  // A file that describes others has no rows of any form.
  if (typeof owner === 'object' && output.columns.length > 0)
    throw new Problem('export.file_of_other_form', { file, form: owner.formId });
  const isAppending = addsRows(options);
  const isMade = owner === 'this form' && home?.made(path)?.isUnchanged === true;
  if (existing === 'whole file' && isAppending && isMade) throw new Problem('export.file_whole', { file });
  if (existing !== 'same header' && (isAppending || !isMade)) {
    const kind = existing === 'whole file' ? 'whole' : 'columns';
    throw new Problem('export.file_differs', { file, kind });
  }
  if (!isAppending && owner === 'unknown') throw new Problem('export.file_unknown', { file });
  return isAppending;
}
