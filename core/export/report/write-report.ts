import { basename, join } from 'node:path';
import { describe, type ProblemData } from '../../ground/problem.ts';
import { VERSION } from '../../ground/version.ts';
import type { RowReader } from '../../model/rows.ts';
import type { ExportReport } from '../export.ts';
import { fileBase } from '../file-names.ts';
import { goesToServer, wordOf } from '../formats/descriptions.ts';
import { type ExportOptions, filterOf } from '../options.ts';
import { prepareFolder } from '../out-folder.ts';
import { writeWhole } from '../write-whole.ts';
import { askedOptions } from './asked-options.ts';
import { checksumOf } from './checksum.ts';
import {
  KIND,
  type ReportedFile,
  type ReportedProblem,
  type ReportedStep,
  type WrittenReport,
} from './report.ts';
import { freeReportNames, type ReportNames } from './report-files.ts';
import { reportText } from './report-text.ts';
import { submissionCounts } from './submission-counts.ts';

/** What a report is made of, beside the export itself. */
export interface ReportParts {
  readonly reader: RowReader;
  readonly options: ExportOptions;
  readonly formId: string;
  readonly report: ExportReport;
  /** What steps before the format did. */
  readonly steps: readonly ReportedStep[];
  readonly started: Date;
  readonly ended: Date;
  /** Where the report goes, when not into the folder of the export. */
  readonly folder: string | null;
}

/** The absolute paths of a report. */
export type ReportPaths = ReportNames;

/**
 * Writes the report of an export, as text and as JSON, beside its files or into a folder of its own. Replaces
 * only an earlier report about the same files in the same format. Returns null when there is no folder to write to. Throws
 * `export.*` and `store.*` problems.
 */
export async function writeReport(parts: ReportParts): Promise<ReportPaths | null> {
  const { options, report } = parts;
  const wanted = parts.folder ?? options.folder;
  if (wanted === '') return null;
  const folder = prepareFolder(wanted, options.workspaces ?? []);
  const isFile = !goesToServer(options.format);
  const files: ReportedFile[] = [];
  for (const { path, ...rows } of report.files) {
    const sum = isFile ? await checksumOf(path) : { bytes: null, sha256: null };
    files.push({ file: basename(path), ...rows, ...sum });
  }
  const base = isFile ? report.base : fileBase(parts.formId);
  const main = isFile ? (files[0]?.file ?? '') : base;
  const written = reportOf(parts, base, main, files);
  const names = freeReportNames(
    folder,
    written,
    files.map(({ file }) => file),
  );
  const paths = { text: join(folder, names.text), json: join(folder, names.json) };
  writeWhole(paths.text, reportText(written));
  writeWhole(paths.json, `${JSON.stringify(written, null, 2)}\n`);
  return paths;
}

function reportOf(
  parts: ReportParts,
  base: string,
  main: string,
  files: readonly ReportedFile[],
): WrittenReport {
  const { reader, options, formId, report, steps, started, ended } = parts;
  const filter = filterOf(options);
  return {
    kind: KIND,
    reportVersion: 1,
    attache: VERSION,
    base,
    main,
    form: {
      id: formId,
      title: reader.models[0]?.title ?? formId,
      versions: (reader.versions?.(filter) ?? []).map((version) => version ?? ''),
    },
    format: wordOf(options.format),
    started: started.toISOString(),
    ended: ended.toISOString(),
    options: askedOptions(options),
    submissions: submissionCounts(reader, options, report),
    files,
    media: report.media,
    cells: report.cells,
    problems: report.problems.map(told),
    notes: report.notes.map(told),
    steps,
  };
}

function told(problem: ProblemData): ReportedProblem {
  return { code: problem.code, message: describe(problem).message };
}
