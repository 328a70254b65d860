import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Breath } from '../../ground/breath.ts';
import { flushFolder, flushToDisk } from '../../ground/flush-to-disk.ts';
import { renameSync, rmSync } from '../../ground/patient-files.ts';
import { isProblem, Problem } from '../../ground/problem.ts';
import { storeProblem } from '../../ground/store-problem.ts';
import type { ConversionProgress, ConversionReport, ConversionTarget } from '../../model/conversion.ts';
import type { WorkspaceKeys } from '../../model/workspace-keys.ts';
import { DATABASE } from '../../model/workspace-parts.ts';
import { connect } from '../connect.ts';
import { copyDatabase } from '../copy-database.ts';
import type { Db } from '../db.ts';
import { migrations } from '../migrations/migrations.ts';
import { notOpened } from '../not-opened.ts';
import { OpenLock } from '../open-lock.ts';
import { compareDatabases } from './compare-databases.ts';
import { reportOf } from './conversion-report.ts';
import {
  type ConversionState,
  conversionPaths,
  readState,
  removeConversion,
  writeState,
} from './conversion-state.ts';
import { FileConversion, type KeyChange } from './convert-files.ts';
import { requireRoom, roomForDatabase } from './room.ts';
import { finishConversion } from './settle-conversion.ts';
import { renamer, storedFiles } from './stored-files.ts';

/** How long to wait for another program that has the database open. */
const BUSY_MS = 5000;

export interface ConversionRun extends KeyChange {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ConversionProgress) => void;
}

/**
 * The conversion of a workspace that is held alone, from plain to encrypted or back. The copy is made beside
 * the workspace and compared with it before it takes its place (conversion-state.ts). The caller makes the
 * key file of an encrypted copy in `newFolder`.
 */
export class Conversion {
  readonly folder: string;
  readonly to: ConversionTarget;
  /** What an earlier run had finished but for the last steps, which `begin` has done; null if there was nothing. */
  readonly finished: ConversionReport | null;
  readonly #release: () => void;

  private constructor(
    folder: string,
    to: ConversionTarget,
    finished: ConversionReport | null,
    release: () => void,
  ) {
    this.folder = folder;
    this.to = to;
    this.finished = finished;
    this.#release = release;
  }

  /**
   * Holds a workspace alone, and settles what an earlier conversion left: one that is whole is finished, an
   * unfinished copy for the other direction is removed, and one for this direction stays. Throws
   * `workspace.in_use`, `workspace.converting`, `workspace.no_locks`, and `store.*` problems.
   */
  static begin(folder: string, to: ConversionTarget): Conversion {
    if (!existsSync(join(folder, DATABASE)) && !existsSync(conversionPaths(folder).state)) {
      throw new Problem('workspace.none', { folder });
    }
    const release = new OpenLock(folder).holdAlone();
    try {
      const finished = finishConversion(folder);
      // Also what was killed before it had a state, or while it was removed.
      if (readState(folder)?.to !== to) removeConversion(folder);
      return new Conversion(folder, to, finished?.to === to ? finished.report : null, release);
    } catch (error) {
      release();
      throw storeProblem(error, folder);
    }
  }

  /** Where the copy grows. The key file of the copy belongs there. */
  get newFolder(): string {
    return conversionPaths(this.folder).new;
  }

  /**
   * Makes sure that the database opens with this key, before anybody is given a code. Throws `workspace.key_missing`,
   * `workspace.wrong_key` and `store.*` problems.
   */
  requireReadable(from: WorkspaceKeys | null): void {
    openOriginal(this.folder, { from, to: null }).close();
  }

  /** Lets the workspace go. */
  release(): void {
    this.#release();
  }

  /** Whether an earlier run has begun, and its user was given the recovery code of its key file. */
  get isCodeGiven(): boolean {
    return readState(this.folder)?.isCodeGiven ?? false;
  }

  /** Removes what an earlier run copied, and what this one has begun. */
  discard(): void {
    removeConversion(this.folder);
  }

  /** Starts over: removes what an earlier run copied. */
  startOver(): void {
    this.discard();
    this.#note({});
  }

  /** Remembers that the user has the recovery code. */
  codeGiven(): void {
    this.#note({ isCodeGiven: true });
  }

  /**
   * Copies the workspace, compares the copy, and puts it in the place of the workspace. Returns what was done.
   * Throws the signal's reason, `workspace.no_room`, `workspace.copy_differs`, `workspace.wrong_key`, and
   * `store.*` problems: the workspace is as it was then, and the next run continues.
   */
  async run(run: ConversionRun): Promise<ConversionReport> {
    try {
      this.#note({});
      mkdirSync(this.newFolder, { recursive: true, mode: 0o700 });
      const report = await this.#copied(run);
      run.signal.throwIfAborted();
      // The names of files may not stay on the disk after a kill.
      this.#note({ phase: 'swap', report: { ...report, lacking: [] } });
      return this.#finished(report);
    } catch (error) {
      if (isProblem(error) && error.code === 'workspace.copy_differs') removeConversion(this.folder);
      throw storeProblem(error, this.folder);
    }
  }

  /** From here on the conversion is only finished, also by whoever opens the workspace next. */
  #finished(report: ConversionReport): ConversionReport {
    try {
      finishConversion(this.folder);
      return report;
    } catch (error) {
      // The new parts are in their places; only something old is still there.
      if (readState(this.folder)?.phase === 'clean') return { ...report, isOldLeft: true };
      throw error;
    }
  }

  async #copied(run: ConversionRun): Promise<ConversionReport> {
    const original = openOriginal(this.folder, run);
    try {
      const breath = new Breath(run.signal);
      const files = new FileConversion(this.folder, run, breath);
      const all = await this.#measure(original, files, breath);
      const copy = await this.#copyDatabase(run, all);
      const steps = progressOf(run, all);
      try {
        const rename = renamer(copy);
        copy.exec('BEGIN');
        for (const file of storedFiles(original)) {
          rename(file, await files.convert(file, steps.bytes));
          steps.file();
          await breath.take();
        }
        copy.exec('COMMIT');
        files.finish();
        steps.checking();
        const different = await breath.run(compareDatabases(original, copy));
        if (different !== null || !areThere(copy, this.newFolder, files.allLacking)) {
          const item = different ?? 'files';
          throw new Problem('workspace.copy_differs', { folder: this.folder, item });
        }
      } finally {
        copy.close();
      }
      this.#putDatabase();
      return reportOf(this, original, files);
    } finally {
      // Ends the transaction that kept others from writing.
      original.close();
    }
  }

  /** Counts the files, and shows that the disk has room for what is not copied yet. */
  async #measure(db: Db, conversion: FileConversion, breath: Breath): Promise<All> {
    let [files, bytes, needed] = [0, 0, 0];
    for (const file of storedFiles(db)) {
      const size = conversion.sizeOf(file) ?? 0;
      files += 1;
      bytes += size;
      needed += conversion.neededFor(file, size);
      await breath.take();
    }
    requireRoom(this.folder, needed + roomForDatabase(this.folder));
    return { files, bytes };
  }

  /** Copies the database under the new key. Returns a connection to the copy, which is not in its place yet. */
  async #copyDatabase({ from, to, onProgress }: ConversionRun, all: All): Promise<Db> {
    const [place, part] = [join(this.newFolder, DATABASE), this.#part];
    for (const path of [place, part, `${part}-journal`]) rmSync(path, { force: true });
    onProgress({ step: 'database', files: 0, bytes: 0, allFiles: all.files, allBytes: all.bytes });
    const [key, newKey] = [from?.database ?? null, to?.database ?? null];
    await copyDatabase(join(this.folder, DATABASE), key, part, newKey);
    const copy = connect(part, { key: newKey, fileMustExist: true });
    copy.pragma('synchronous = FULL');
    copy.pragma('secure_delete = ON');
    return copy;
  }

  get #part(): string {
    return join(this.newFolder, `${DATABASE}.part`);
  }

  #putDatabase(): void {
    flushToDisk(this.#part, 'r+');
    renameSync(this.#part, join(this.newFolder, DATABASE));
    flushFolder(this.newFolder);
  }

  #note(change: Partial<ConversionState>): void {
    const before = readState(this.folder);
    const begun = { format: 1, to: this.to, phase: 'copy', isCodeGiven: false, report: null } as const;
    writeState(this.folder, { ...(before ?? begun), ...change });
  }
}

/** How much there is to copy. */
interface All {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Opens the database of the workspace, and keeps every other program from writing to it. Programs that are not
 * ours hold no lock of ours: the change of the journal shows that none has the database open.
 */
function openOriginal(folder: string, { from }: KeyChange): Db {
  const path = join(folder, DATABASE);
  const key = from?.database ?? null;
  let db: Db | null = null;
  try {
    db = connect(path, { key, fileMustExist: true, timeout: BUSY_MS });
    const mode = db.pragma('journal_mode = DELETE', { simple: true });
    if (mode !== 'delete') throw new Problem('store.locked', { folder });
    db.exec('BEGIN IMMEDIATE');
    const found = db.pragma('user_version', { simple: true }) as number;
    if (found > migrations.length) {
      throw new Problem('store.newer', { folder, found, known: migrations.length });
    }
    return db;
  } catch (error) {
    db?.close();
    throw notOpened(error, path, key);
  }
}

/** Tells how far the copying is. */
function progressOf({ onProgress }: ConversionRun, all: All) {
  let [files, bytes] = [0, 0];
  const tell = (step: ConversionProgress['step']): void =>
    onProgress({ step, files, bytes, allFiles: all.files, allBytes: all.bytes });
  return {
    bytes: (count: number): void => {
      bytes += count;
      tell('files');
    },
    file: (): void => {
      files += 1;
      tell('files');
    },
    checking: (): void => tell('checking'),
  };
}

/** Whether all files that the copied rows name are in the copy, except those that the original lacks. */
function areThere(copy: Db, newFolder: string, lacking: number): boolean {
  let missing = 0;
  for (const { folder, file } of storedFiles(copy)) {
    if (!existsSync(join(newFolder, folder, file))) missing += 1;
  }
  return missing <= lacking;
}
