import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { REASON_LABELS, USUAL_CODES } from './missing-codes.ts';
import { wrapped } from './text-bytes.ts';

/** The longest line of a document, in bytes. */
const LINE = 80;

/** Returns the lines that SPSS shows with DISPLAY DOCUMENTS: where the file comes from, and how to read it. */
export function documentOf(table: FinishedTable, hasCodes: boolean): readonly string[] {
  const { title, formId, version, zoneRule } = table.form;
  const { notAsked, notInVersion } = USUAL_CODES;
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
    ...(table.parent === null
      ? []
      : [
          `Merging: ${table.parent.column} is the key of the row that this row belongs to. Sort both files by it, and use MATCH FILES with TABLE and BY.`,
        ]),
  ].flatMap((text) => wrapped(text, LINE));
}
