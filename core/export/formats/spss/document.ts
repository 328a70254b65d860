import type { AnalysisTable, FinishedTable } from '../../analysis/analysis-table.ts';
import { REASON_LABELS, USUAL_CODES } from './missing-codes.ts';
import { wrapped } from './text-bytes.ts';

/** The longest line of a document, in bytes. */
const LINE = 80;

/** Returns the lines that SPSS shows with DISPLAY DOCUMENTS: where the file comes from, and how to read it. */
export function documentOf(
  table: FinishedTable,
  { hasCodes, isCut }: { readonly hasCodes: boolean; readonly isCut: boolean },
): readonly string[] {
  const { title, formId, version, zoneRule } = table.form;
  const { notAsked, notInVersion } = USUAL_CODES;
  const parentKey = parentKeyOf(table);
  return [
    `Form: ${title}`,
    `Form ID: ${formId}`,
    ...(version === null ? [] : [`Form version: ${version}`]),
    ...(table.path === '' ? [] : [`Repeat: ${table.path}`]),
    `Dates and times: ${zoneRule}`,
    ...(hasCodes
      ? [
          `Missing values: ${notAsked} is "${REASON_LABELS.notAsked}", ${notInVersion} is "${REASON_LABELS.notInVersion}". Where these are answers, other codes are used; the value labels name them. A text longer than 8 bytes can have only one such code. An empty answer has no code.`,
        ]
      : []),
    'Texts: SPSS cannot keep spaces at the end of a text.',
    ...(isCut ? ['Attributes: not everything that the form says has room here. A codebook has it.'] : []),
    ...(table.parent === null || parentKey === null
      ? []
      : [
          `Merging: ${parentKey} is the ${table.parent.column} of the row that this row belongs to, in the file of ${table.parent.path === '' ? 'the submissions' : `the repeat ${table.parent.path}`}. Sort both files by it. Then, with this file open: MATCH FILES /FILE=* /TABLE='the other file' /RENAME=(${table.parent.column}=${parentKey}) /BY=${parentKey}.`,
        ]),
  ].flatMap((text) => wrapped(text, LINE));
}

/** The name of the column with the key of the parent's row; null for the submissions. */
export function parentKeyOf({ columns }: Pick<AnalysisTable, 'columns'>): string | null {
  return columns.find(({ role, original }) => role === 'fact' && original === 'parent_key')?.name ?? null;
}
