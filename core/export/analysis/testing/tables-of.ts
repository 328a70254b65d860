import type { FormModel } from '../../../model/form.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import type { OwnColumns } from '../../formats/description.ts';
import { ExportContext } from '../../media-cells.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { type AnalysisTables, analysisTables } from '../analysis-tables.ts';
import { type Cell, isMissing } from '../cell.ts';
import type { AnalysisOptions } from '../options.ts';
import type { Target } from '../target.ts';

/** Of a form that is encrypted and has neither drafts nor several sources. */
export const OWN: OwnColumns = { hasDrafts: false, hasSources: false, isEncrypted: true };

/** A format that is like Stata in most ways. */
export const TARGET: Target = {
  names: {
    most: 32,
    counted: 'characters',
    isCaseBlind: true,
    characters: 'ascii',
    startsWithLetter: true,
    isReserved: (name) => name === 'if',
  },
  mostColumns: 10_000,
  places: 'numbers',
  choices: 'codes',
};

/** Returns the tables of a form. Takes what is not as in `TARGET`. */
export function tablesOf(
  models: readonly FormModel[],
  submissions: readonly ExportSubmission[],
  options: Partial<AnalysisOptions> = {},
  target: Partial<Target> = {},
): AnalysisTables {
  const reader = new MemoryReader(models, submissions);
  return analysisTables(reader, { folder: '/none', ...options }, OWN, { ...TARGET, ...target });
}

/** Returns the context of an export that copies attachments, which needs no folder. */
export function cellContext(): ExportContext {
  return new ExportContext({ media: { bring: (name: string) => name }, audit: null });
}

/** A cell as a test reads it well: null is empty, `?` not asked, `-` not in the version. */
export function shownCell(cell: Cell | undefined): string | number | null {
  if (cell === undefined) throw new Error('no cell');
  if (!isMissing(cell)) return cell;
  return { empty: null, notAsked: '?', notInVersion: '-' }[cell.missing];
}
