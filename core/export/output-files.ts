import { join } from 'node:path';
import { Problem } from '../ground/problem.ts';
import { checkFree, existingAt, TableFile } from './csv/table-file.ts';
import { ownerOf } from './file-owner.ts';
import { addsRows, type ExportOptions } from './options.ts';
import { flushFolder, removeLeftovers } from './temp-files.ts';

/** A file that an export will write: its name and its first line. */
export interface Output {
  readonly file: string;
  readonly header: string;
}

/** All files of one export. They are opened together, and appear together or not at all. */
export class OutputFiles {
  readonly #folder: string;
  readonly #outputs: readonly Output[];
  readonly #files: TableFile[] = [];
  readonly #appended: readonly boolean[];

  /**
   * Looks at what lies at each place first, and begins no file when one cannot be written there: a Problem when it has
   * another header or is of another form and may not be overwritten, or is a link or a folder. What another program
   * holds is found now and not when all rows are written.
   */
  constructor(folder: string, outputs: readonly Output[], options: ExportOptions) {
    this.#folder = folder;
    this.#outputs = outputs;
    this.#checkFree();
    this.#appended = outputs.map((output) => isAppended(folder, output, options));
    removeLeftovers(folder);
    try {
      for (const [i, { file, header }] of outputs.entries()) {
        this.#files.push(new TableFile(folder, file, header, this.isAppended(i)));
      }
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /** Whether the file of that place in the list goes on below the rows that were there. */
  isAppended(place: number): boolean {
    return this.#appended[place] ?? false;
  }

  /** Adds text to the file of that place in the list. */
  write(place: number, text: string): void {
    const file = this.#files[place];
    if (file === undefined) throw new Error(`no output ${place}`);
    file.write(text);
  }

  /** Everything is on the disk after this, under temporary names. */
  finish(): void {
    for (const file of this.#files) file.finish();
  }

  /** Puts all finished files in their places; when another program holds what lies at one of them, none. */
  commit(): void {
    this.#checkFree();
    for (const file of this.#files) file.commit();
    flushFolder(this.#folder);
  }

  /** Removes all files that were not committed. */
  discard(): void {
    for (const file of this.#files) file.discard();
  }

  #checkFree(): void {
    for (const { file } of this.#outputs) checkFree(join(this.#folder, file));
  }
}

/** Whether rows are added to what is there. Throws the Problem for a file that may be neither added to nor replaced. */
function isAppended(folder: string, { file, header }: Output, options: ExportOptions): boolean {
  const path = join(folder, file);
  const existing = existingAt(path, header);
  const { overwrite, home } = options;
  if (existing === 'none' || overwrite === true) return false;
  const owner = home === undefined ? 'this form' : ownerOf(path, home, options);
  if (typeof owner === 'object') throw new Problem('export.file_of_other_form', { file, form: owner.formId });
  const isAppending = addsRows(options);
  const isMade = owner === 'this form' && home?.made(path)?.isUnchanged === true;
  if (existing === 'other header' && (isAppending || !isMade)) {
    throw new Problem('export.file_differs', { file });
  }
  if (!isAppending && owner === 'unknown') throw new Problem('export.file_unknown', { file });
  return isAppending;
}
