import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ioProblem } from '../ground/io-problem.ts';
import type { ProblemData } from '../ground/problem.ts';
import type { ExportSubmission, RowReader } from '../model/rows.ts';
import { addRows, type OutputPlace } from './add-rows.ts';
import type { NotedCells } from './cell-notes.ts';
import { checkOptions } from './check-options.ts';
import {
  deletedLeftOut,
  emptiedNotes,
  failedProblems,
  filesLeft,
  planNotes,
  planProblems,
  rowNotes,
  sizesOf,
  undatedNotes,
  underName,
} from './export-notes.ts';
import { byFile, type FileRows, fileRows } from './file-rows.ts';
import { goesToServer } from './formats/descriptions.ts';
import { ExportContext } from './media-cells.ts';
import type { MediaCount } from './media-count.ts';
import { MediaFolder } from './media-folder.ts';
import { filesOf, numberedPlan } from './numbered.ts';
import { bringsMedia, type ExportOptions, filterOf, hasAnswers } from './options.ts';
import { missingFolders, prepareFolder, removeEmpty } from './out-folder.ts';
import { OutputFiles } from './output-files.ts';
import { planExport } from './plan-export.ts';
import { planFor } from './plan-for.ts';
import { bringsAll, type MadeRow, rowsOf } from './rows-of.ts';
import { RowsThere } from './rows-there.ts';
import type { Output } from './sink.ts';
import type { ExportPlan } from './table.ts';

/** The result of an export. */
export interface ExportReport {
  /** How the names of its files begin: `ExportPlan.base`. */
  readonly base: string;
  /** The files of rows that were written, each with the number of rows that this export added. */
  readonly files: readonly (FileRows & { readonly path: string })[];
  readonly submissions: number;
  /** The rows of all files, without the audit file. */
  readonly rows: number;
  /** Submissions that had their rows in the file before, and did not get them again. */
  readonly alreadyThere: number;
  /** Submissions without a row because of a bug in Attaché. */
  readonly failed: number;
  /** Submissions that match but could not be decrypted or read. They have no row. */
  readonly unopened: number;
  /** Submissions that were left out, as the user asked, because they were deleted on their servers. */
  readonly deletedLeftOut: number;
  /** Attachments that were copied into `media`, without those that were already there. */
  readonly mediaCopied: number;
  /** The files that the rows name and that are now in `media`, copied now or earlier. */
  readonly media: MediaCount;
  /** For a problem that names a submission: the submission's `rowId`, by the problem's code. */
  readonly named: Readonly<Record<string, number>>;
  /** Problems of the export, one entry per kind. */
  readonly problems: readonly ProblemData[];
  /**
   * Notes about the files when nothing is wrong, for example guarded cells and columns that were not split.
   */
  readonly notes: readonly ProblemData[];
  /** The cells of each column that were written in another way than the column has it. */
  readonly cells: readonly NotedCells[];
}

export interface ExportProgress {
  readonly submissions: number;
  /** Null when the reader does not know it. */
  readonly total: number | null;
  /** The rows of each file so far, in the order of the plan, without the audit file. */
  readonly files: readonly (FileRows & { readonly file: string })[];
}

export interface ExportHooks {
  readonly signal?: AbortSignal | undefined;
  /** The number of submissions, when it is already known. Default: the export asks the reader. */
  readonly total?: number | undefined;
  /** Called at most ten times a second, and at the end. */
  readonly progress?: ((progress: ExportProgress) => void) | undefined;
  /**
   * Called once when all files are in place, with the `rowId` of every submission in them. The caller uses it
   * to remember which submissions are no longer new. Not called when the export fails or is cancelled, or
   * when its files have no answers.
   */
  readonly exported?: ((rowIds: readonly number[]) => void) | undefined;
}

/**
 * Writes the submissions of one form in the format of the options. Reads them once and needs constant memory.
 * All files appear together at the end; so do tables on a server. When the export fails or is cancelled, no file
 * appears, no folder that it made is left empty, and existing files stay unchanged. Attachments that were
 * already copied stay. Throws a Problem when an option cannot be used, the folder cannot be written to, or a
 * file is in the way. When cancelled, throws the signal's reason.
 */
export async function writeExport(
  reader: RowReader,
  options: ExportOptions,
  hooks: ExportHooks = {},
): Promise<ExportReport> {
  checkOptions(options);
  const isOnServer = goesToServer(options.format);
  const missing = isOnServer ? [] : missingFolders(options.folder);
  try {
    if (isOnServer) {
      const plan = planExport(reader, options);
      return await write(reader, { ...options, excludeMedia: true }, hooks, plan, null, new Map());
    }
    const folder = prepareFolder(options.folder, options.workspaces ?? []);
    const { plan, notes } = planFor(reader, options, folder);
    const placed = options.addNumber === true ? numberedPlan(plan, folder) : plan;
    // A plan counts its columns under the file names that it was made with.
    const placedFiles = filesOf(placed);
    const names = new Map(filesOf(plan).map((file, i) => [file, placedFiles[i] ?? file]));
    const report = await write(reader, options, hooks, placed, folder, names);
    return { ...report, notes: [...notes, ...report.notes] };
  } catch (error) {
    removeEmpty(missing);
    throw ioProblem(error, options.folder);
  }
}

async function write(
  reader: RowReader,
  options: ExportOptions,
  hooks: ExportHooks,
  plan: ExportPlan,
  folder: string | null,
  names: ReadonlyMap<string, string>,
): Promise<ExportReport> {
  const { tables, audit, guides = [], leftOutFile } = plan;
  const outputs = [...tables, audit, ...guides, leftOutFile].filter((output) => output !== null);
  const files = new OutputFiles(folder, outputs, options);
  const rows = outputs.map(() => 0);
  const counted = (some: readonly Output[]) =>
    some.map((output, i) => ({
      file: output.file,
      table: output.table,
      rows: rows[i] ?? 0,
      isAudit: output === audit,
      isGuide: guides.some((guide) => guide === output),
    }));
  const stop = (): void => files.stop();
  hooks.signal?.addEventListener('abort', stop);
  let isCommitting = false;
  try {
    const add = (place: number, row: unknown): void | Promise<void> => {
      rows[place] = (rows[place] ?? 0) + 1;
      return files.add(place, row);
    };
    const media = new MediaFolder(folder ?? '');
    const auditRows: MadeRow<OutputPlace>[] = [];
    const context = new ExportContext({
      media: bringsMedia(options) ? media : null,
      audit: audit && {
        file: audit,
        write: (row) => void auditRows.push({ place: { place: tables.length }, row }),
      },
      names,
    });
    const main = tables.findIndex(({ path }) => path === '');
    const there = RowsThere.in(
      folder ?? '',
      files.isAppended(main) ? (tables[main] ?? null) : null,
      reader,
      options,
    );
    const byPath = Map.groupBy(
      tables.map((table, place) => ({ table, place })),
      ({ table }) => table.path,
    );
    const isWhole = bringsAll(reader, options.columns);
    const put = (submission: ExportSubmission): boolean | Promise<boolean> => {
      const made = rowsOf(byPath, submission.records, submission, context);
      // Before the rows are added, because a table of attachments says where each of them is.
      if (made !== null && isWhole(submission)) context.bringUnnamed(submission);
      const logs = auditRows.length === 0 ? [] : auditRows.splice(0);
      const all = logs.length === 0 ? made : [...(made ?? []), ...logs];
      const rest = all === null ? undefined : addRows(all, add);
      return rest === undefined ? made !== null : rest.then(() => made !== null);
    };
    const tell = (submissions: number, total: number | null): void =>
      hooks.progress?.({
        submissions,
        total,
        files: byFile(counted(tables)).map(({ file, outputs: own }) => ({ file, ...fileRows(own) })),
      });
    const { rowIds, failed } = await fill(reader, options, hooks, { put, tell, there });
    there.check();
    if (leftOutFile !== null) {
      for (const submission of reader.leftOut?.(filterOf(options)) ?? []) {
        await add(outputs.length - 1, leftOutFile.row(submission));
      }
    }
    await files.finish(hooks.signal);
    hooks.signal?.throwIfAborted();
    const left = folder === null ? [] : filesLeft(folder, outputs, plan.base, options);
    const hasRows = rows.some((count) => count > 0) || there.passed > 0 || !hasAnswers(options);
    const sizes = folder === null || hasRows ? null : sizesOf(folder, filesOf(plan));
    isCommitting = true;
    await files.commit();
    const emptied = folder === null || sizes === null ? [] : emptiedNotes(folder, sizes);
    if (hasAnswers(options)) hooks.exported?.(rowIds);
    return {
      base: plan.base,
      files: byFile(counted(outputs)).map(({ file, outputs: own }) => ({
        path: join(folder ?? '', file),
        ...fileRows(own),
      })),
      submissions: rowIds.length - there.passed,
      rows: rows.slice(0, tables.length).reduce((sum, count) => sum + count, 0),
      alreadyThere: there.passed,
      failed: failed.length,
      unopened: reader.unopened(filterOf(options)),
      deletedLeftOut: deletedLeftOut(reader, options),
      mediaCopied: media.copied,
      media: { files: media.brought, bytes: media.bytes },
      named: { ...namedOf(failed), ...context.named() },
      problems: [...failedProblems(failed), ...planProblems(reader, options, plan), ...context.problems()],
      notes: [
        ...left,
        ...emptied,
        ...there.notes(),
        ...rowNotes(reader, options),
        ...undatedNotes(reader, options),
        ...planNotes(plan),
        ...tables.flatMap((table) => (table.told?.() ?? []).map((note) => underName(note, names))),
        ...context.cells.notes(),
      ],
      cells: context.cells.all(),
    };
  } catch (error) {
    // What waited for a server was ended by the user.
    if (!isCommitting) hooks.signal?.throwIfAborted();
    throw error;
  } finally {
    hooks.signal?.removeEventListener('abort', stop);
    files.discard();
  }
}

/** Other work gets its turn after this many milliseconds. A signal can only arrive during that turn. */
const TURN = 20;
const BETWEEN_PROGRESS = 100;

/** What the loop over the submissions needs from the outputs. */
interface Filling {
  /** Adds all rows of a submission. Returns false, and adds none, when a bug in Attaché stops one of them. */
  put(submission: ExportSubmission): boolean | Promise<boolean>;
  tell(submissions: number, total: number | null): void;
  readonly there: RowsThere;
}

async function fill(
  reader: RowReader,
  options: ExportOptions,
  { signal, progress, total: known }: ExportHooks,
  filling: Filling,
): Promise<{ readonly rowIds: readonly number[]; readonly failed: readonly ExportSubmission[] }> {
  const { tell, there } = filling;
  const filter = filterOf(options);
  const total = progress === undefined ? null : (known ?? reader.count?.(filter) ?? null);
  const rowIds: number[] = [];
  const failed: ExportSubmission[] = [];
  let turn = performance.now();
  let reported = turn;
  signal?.throwIfAborted();
  for (const submission of reader.submissions(filter)) {
    const isTaken = there.takes(submission);
    const put = isTaken ? filling.put(submission) : true;
    const isPut = typeof put === 'boolean' ? put : await put;
    if (!isPut) failed.push(submission);
    else rowIds.push(submission.rowId);
    const now = performance.now();
    if (now - turn < TURN) continue;
    if (now - reported >= BETWEEN_PROGRESS) {
      tell(rowIds.length, total);
      reported = now;
    }
    await setImmediate();
    signal?.throwIfAborted();
    turn = performance.now();
  }
  tell(rowIds.length, total);
  return { rowIds, failed };
}

function namedOf([first]: readonly ExportSubmission[]): ExportReport['named'] {
  return first === undefined ? {} : { 'export.submission_failed': first.rowId };
}
