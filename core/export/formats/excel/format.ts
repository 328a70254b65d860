import { fileBeside } from '../../../ground/export-names.ts';
import type { RowReader } from '../../../model/rows.ts';
import type { AnalysisFile } from '../../analysis/analysis-file.ts';
import { analysisTables } from '../../analysis/analysis-tables.ts';
import { analysisAudit, auditName } from '../../analysis/audit.ts';
import { plannedFiles } from '../../analysis/planned-files.ts';
import { fileBase } from '../../file-names.ts';
import type { OptionsFor } from '../../options.ts';
import type { TablesPlan } from '../../table.ts';
import type { OwnColumns } from '../description.ts';
import type { BaseNames, Format } from '../format.ts';
import { SheetNames } from './sheet-names.ts';
import { TARGET } from './target.ts';
import { writeWorkbook } from './workbook-file.ts';

/** All tables of a form are sheets of one workbook. */
export const excel: Format<OptionsFor<'excel'>> = {
  naming: {
    // Excel can save no file whose name has a square bracket.
    base: (text) => fileBase(text.replaceAll('[', '(').replaceAll(']', ')')),
    files: (base) => [workbookName(base), auditName(base)],
    telling: (base) => [workbookName(base)],
  },
  plan: planExcel,
  firstKeys: () => null,
};

function workbookName(base: string): string {
  return fileBeside(base, '', '', '.xlsx');
}

function planExcel(
  reader: RowReader,
  options: OptionsFor<'excel'>,
  { main }: BaseNames,
  own: OwnColumns,
): TablesPlan {
  const { form, tables, hasAudit, ...plan } = analysisTables(reader, options, own, TARGET);
  const names = new SheetNames();
  const sheets = tables.map((table) => {
    return { table, as: names.claim(table.path === '' ? form.title || form.formId : table.name) };
  });
  const file: AnalysisFile = {
    file: workbookName(main),
    tables: sheets,
    write: (path, finished, notes) =>
      writeWorkbook(
        path,
        finished.map((table, i) => ({ name: sheets[i]?.as ?? '', table })),
        notes,
        workbookName(main),
        reader,
      ),
  };
  return { ...plan, tables: plannedFiles([file]), audit: hasAudit ? analysisAudit(main) : null };
}
