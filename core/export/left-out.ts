import { fileBeside } from '../ground/export-names.ts';
import { foldName } from '../ground/file-name.ts';
import type { LeftOutSubmission } from '../model/rows.ts';
import { guardFormula } from './csv/formula-guard.ts';
import { rowEncoder } from './csv/row-encoder.ts';
import { shownText, textOutput } from './csv/text-output.ts';
import type { LeftOutFile } from './table.ts';

const COLUMNS = ['instance_id', 'form_id', 'form_version', 'received', 'stored', 'problems'] as const;
const encode = rowEncoder(',');
const CSV = { header: encode(COLUMNS), separator: ',', encode };
const BEHIND = '-not-exported';

/**
 * The list of submissions without a row. Takes the beginning of the export's file names and the names of all
 * its files, so that its name differs from all of them.
 */
export function leftOutFile(base: string, others: readonly string[]): LeftOutFile<readonly string[]> {
  const taken = new Set(others.map(foldName));
  let file = besideName(base);
  for (let number = 2; taken.has(foldName(file)); number += 1) {
    file = fileBeside(base, BEHIND, `-${number}`);
  }
  return {
    ...textOutput(file, COLUMNS, CSV),
    row: cellsOf,
    show: (rows) => shownText(CSV, rows),
  };
}

/** Returns the name of the list beside files that begin so, if no table has that name. */
export function besideName(base: string): string {
  return fileBeside(base, BEHIND);
}

function cellsOf(submission: LeftOutSubmission): readonly string[] {
  const { instanceId, formId, version, submissionDate, storedAt, codes } = submission;
  const cells = [instanceId ?? '', formId, version ?? '', submissionDate ?? '', storedAt, codes.join(' ')];
  return cells.map(guardFormula);
}
