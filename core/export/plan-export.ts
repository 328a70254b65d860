import type { RowReader } from '../model/rows.ts';
import { guardedTable } from './csv/formula-guard.ts';
import { definitionsFor } from './definitions.ts';
import { baseNames } from './form-base.ts';
import { planBriefcase } from './formats/briefcase/plan.ts';
import { planTidy } from './formats/tidy/plan.ts';
import { leftOutFile } from './left-out.ts';
import { type ExportOptions, filterOf } from './options.ts';
import { type OwnColumns, ownColumns } from './own-columns.ts';
import type { ExportPlan, TablesPlan } from './table.ts';

/**
 * Every profile plans its tables in the same way; the export itself does not know which it writes. Takes the columns that
 * come by themselves; default: those that this export has.
 */
export function planExport(
  reader: RowReader,
  options: ExportOptions,
  own: OwnColumns = ownColumns(reader, options),
): ExportPlan {
  const planned = planTables(reader, options, own);
  const isGuarded = options.formulaGuard ?? options.profile === 'tidy';
  const plan = isGuarded ? { ...planned, tables: planned.tables.map(guardedTable) } : planned;
  const isListed =
    options.listLeftOut === true && reader.leftOut !== undefined && reader.unopened(filterOf(options)) > 0;
  const files = [...plan.tables, ...(plan.audit === null ? [] : [plan.audit])].map(({ file }) => file);
  return { ...plan, leftOutFile: isListed ? leftOutFile(files[0] ?? '', files) : null };
}

function planTables(reader: RowReader, options: ExportOptions, own: OwnColumns): TablesPlan {
  const names = baseNames(definitionsFor(reader, filterOf(options))[0]?.title ?? '', options);
  switch (options.profile) {
    case 'briefcase':
      return planBriefcase(reader, options, names, own);
    case 'tidy':
      return planTidy(reader, options, names, own);
  }
}
