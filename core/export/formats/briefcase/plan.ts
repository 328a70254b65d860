import type { RowReader } from '../../../model/rows.ts';
import { type Cells, csvTable } from '../../csv/csv-table.ts';
import { tablesByAge } from '../../form-tables.ts';
import type { OptionsFor } from '../../options.ts';
import type { Table, TablesPlan } from '../../table.ts';
import type { OwnColumns } from '../description.ts';
import type { BaseNames } from '../format.ts';
import { briefcaseAudit } from './audit.ts';
import { encodeCell } from './cells.ts';
import { type Block, BriefcaseColumns, DRAFT, isAudit, SOURCE } from './columns.ts';
import { auditFileName, repeatFileNames } from './names.ts';

export const SEPARATOR = ',';

/**
 * Plans the tables that ODK Briefcase writes, byte for byte (`briefcase-csv`), except for the differences in
 * `docs/briefcase-differences.md`. Takes the form's reader, the options, the base of the file names, and
 * which automatic columns there are. Touches no file.
 */
export function planBriefcase(
  reader: RowReader,
  options: OptionsFor<'briefcase'>,
  names: BaseNames,
  own: OwnColumns,
): TablesPlan {
  const { models, tables, leftOut } = tablesByAge(reader, options);
  const isGuarded = options.formulaGuard === true;
  const main = `${names.main}.csv`;
  const files = repeatFileNames(
    main,
    tables.map(({ path }) => path),
  );
  const columns = new BriefcaseColumns(options, own.isEncrypted, models);
  const more = [...(own.hasDrafts ? [DRAFT] : []), ...(own.hasSources ? [SOURCE] : [])];
  const hasAudit = tables.some((table) => table.columns.some(isAudit));
  return {
    tables: tables.map((table) => {
      const file = files.get(table.path) ?? main;
      const blocks = columns.of(table, file);
      return tableOf(table.path, file, table.path === '' ? [...blocks, ...more] : blocks, isGuarded);
    }),
    audit: hasAudit ? briefcaseAudit(auditFileName(names.form), isGuarded) : null,
    leftOut,
    notSplit: columns.notSplit,
    notLabelled: [],
  };
}

function tableOf(path: string, file: string, blocks: readonly Block[], isGuarded: boolean): Table<Cells> {
  const columns = blocks.flatMap((block) => block.headers);
  const emptyAllowed = blocks.flatMap((block) => block.headers.map(() => block.emptyAllowed));
  return csvTable({
    path,
    file,
    columns,
    key: columns.lastIndexOf('KEY'),
    separator: SEPARATOR,
    isGuarded,
    header: `${columns.map((name) => encodeCell(name, true)).join(SEPARATOR)}\n`,
    cells: (record, submission, context) => {
      const cells: string[] = [];
      for (const block of blocks) block.put(cells, record, submission, context);
      return cells;
    },
    encode: (cells) => {
      let line = '';
      for (let i = 0; i < cells.length; i += 1) {
        if (i > 0) line += SEPARATOR;
        line += encodeCell(cells[i] ?? '', emptyAllowed[i] ?? false);
      }
      return `${line}\n`;
    },
  });
}
