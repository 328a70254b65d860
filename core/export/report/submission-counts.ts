import type { RowReader } from '../../model/rows.ts';
import type { ExportReport } from '../export.ts';
import { type ExportOptions, filterOf } from '../options.ts';
import type { SubmissionCounts } from './report.ts';

/** Why a submission that has no problem of its own has no row. */
const UNKNOWN = 'unknown';

/** Returns how many submissions there are, how many were written, and why the others were not. */
export function submissionCounts(
  reader: RowReader,
  options: ExportOptions,
  report: ExportReport,
): SubmissionCounts {
  const { submissions: written, alreadyThere, failed, unopened: notReadable, deletedLeftOut } = report;
  const all = { allVersions: options.allVersions };
  const taken = written + alreadyThere + failed;
  const here = (reader.count?.(all) ?? taken) + reader.unopened(all);
  return {
    here,
    written,
    alreadyThere,
    failed,
    notReadable,
    notReadableBecause: reasons(reader, options),
    filteredOut: Math.max(0, here - taken - notReadable),
    deletedLeftOut,
  };
}

function reasons(reader: RowReader, options: ExportOptions): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { codes } of reader.leftOut?.(filterOf(options)) ?? []) {
    const code = codes[0] ?? UNKNOWN;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}
