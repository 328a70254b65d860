import { labelIn } from '../../../xform/label.ts';
import type { FinishedColumn, FormFacts } from '../../analysis/analysis-table.ts';
import type { Cell } from '../../analysis/cell.ts';
import type { Attributes } from './attributes.ts';
import type { CaseBytes } from './case-bytes.ts';
import type { Variable } from './dictionary.ts';
import { labelOf } from './text-bytes.ts';
import type { LabelSets } from './value-labels.ts';

/** The longest label of a variable, in bytes. */
const LONGEST_LABEL = 255;

/** What the columns of a file share. */
export interface FileParts {
  readonly form: FormFacts;
  readonly labels: LabelSets;
  readonly attributes: Attributes;
  /** True when not asked and not in the version have codes. */
  readonly hasCodes: boolean;
}

/** A column as variables of the file: one, or several when its texts are too long for one. */
export interface ColumnVariables {
  readonly variables: readonly Variable[];
  /** Adds a cell of the column to the case. */
  add(cell: Cell, cases: CaseBytes): void;
}

/** Returns the label of a column's variable. Takes what stands behind it. */
export function variableLabel(column: FinishedColumn, { form }: FileParts, behind = ''): string {
  const label = labelIn(column.labels, form.language, form.languages) ?? column.original;
  return labelOf(label, LONGEST_LABEL - Buffer.byteLength(behind)) + behind;
}
