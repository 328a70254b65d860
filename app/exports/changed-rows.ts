import { Corrections } from '../../core/export/corrections/corrections.ts';
import { type ExportOptions, filterOf } from '../../core/export/options.ts';
import type { ReportedStep } from '../../core/export/report/report.ts';
import { wideReader } from '../../core/export/wide-reader.ts';
import type { ProblemData } from '../../core/ground/problem.ts';
import type { RowReader } from '../../core/model/rows.ts';
import type { ExportRequest } from './export-request.ts';

/** What was done to the rows before the format got them. */
export interface StepsDone {
  readonly steps: readonly ReportedStep[];
  readonly problems: readonly ProblemData[];
}

/** The rows of an export as its format gets them. */
export interface ChangedRows {
  readonly reader: RowReader;
  /** Returns what was done. Call it when the rows were read. */
  done(): StepsDone;
}

/**
 * Returns the rows of an export after its corrections, and with one row for each submission where the user
 * asks for that. The order matters: a correction names a row of a repeat, which is none any more when the
 * table is wide.
 */
export function changedRows(
  reader: RowReader,
  { corrections: list }: Pick<ExportRequest, 'corrections'>,
  options: ExportOptions,
): ChangedRows {
  const corrections = list === undefined ? null : new Corrections(list);
  const corrected = corrections?.reader(reader) ?? reader;
  const isWide = 'repeats' in options && options.repeats === 'wide';
  return {
    reader: isWide ? wideReader(corrected, filterOf(options)) : corrected,
    done: () => ({
      steps: corrections === null ? [] : [corrections.step()],
      problems: corrections?.problems() ?? [],
    }),
  };
}
