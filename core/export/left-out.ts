import { stringify } from 'csv-stringify/sync';
import { fileBeside, withoutExtension } from '../ground/export-names.ts';
import { foldName } from '../ground/file-name.ts';
import type { LeftOutSubmission } from '../model/rows.ts';
import { guardFormula } from './csv/formula-guard.ts';

/** The file that lists the submissions without a row: what they are and why, never what they hold. */
export interface LeftOutFile {
  readonly file: string;
  readonly columns: readonly string[];
  readonly header: string;
  cells(submission: LeftOutSubmission): readonly string[];
  /** One submission's line, with its end. */
  row(submission: LeftOutSubmission): string;
}

const COLUMNS = ['instance_id', 'form_id', 'form_version', 'received', 'stored', 'problems'] as const;
const BEHIND = '-not-exported';

/** Takes the name of the export's main file and those of all its files, in order to keep clear of them. */
export function leftOutFile(mainFile: string, others: readonly string[]): LeftOutFile {
  const taken = new Set(others.map(foldName));
  let file = besideName(mainFile);
  for (let number = 2; taken.has(foldName(file)); number += 1) {
    file = fileBeside(withoutExtension(mainFile), BEHIND, `-${number}`);
  }
  return {
    file,
    columns: COLUMNS,
    header: line(COLUMNS),
    cells: cellsOf,
    row: (submission) => line(cellsOf(submission)),
  };
}

/** The name of the list beside a main file, where no table has it. */
export function besideName(mainFile: string): string {
  return fileBeside(withoutExtension(mainFile), BEHIND);
}

function cellsOf(submission: LeftOutSubmission): readonly string[] {
  const { instanceId, formId, version, submissionDate, storedAt, codes } = submission;
  const cells = [instanceId ?? '', formId, version ?? '', submissionDate ?? '', storedAt, codes.join(' ')];
  return cells.map(guardFormula);
}

function line(cells: readonly string[]): string {
  return stringify([[...cells]], { record_delimiter: '\n', quoted_match: /[\r\n]/ });
}
