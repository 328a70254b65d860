import type { RowReader } from '../../../model/rows.ts';
import { pathsWithout } from '../../../xform/shapes.ts';
import { chosenTables } from '../../chosen-columns.ts';
import { definitionsFor, tablesOfVersions } from '../../definitions.ts';
import type { BaseNames } from '../../form-base.ts';
import { type BriefcaseOptions, filterOf } from '../../options.ts';
import type { OwnColumns } from '../../own-columns.ts';
import type { Table, TablesPlan } from '../../table.ts';
import { briefcaseAudit } from './audit.ts';
import { encodeCell } from './cells.ts';
import { type Block, BriefcaseColumns, DRAFT, isAudit, SOURCE } from './columns.ts';
import { auditFileName, repeatFileNames } from './names.ts';

/**
 * The tables that ODK Briefcase writes, byte for byte (`briefcase-csv`) but for what `docs/briefcase-differences.md`
 * lists. Takes the form's reader, the options, what file names begin with, and which columns there are by themselves;
 * touches no file.
 */
export function planBriefcase(
  reader: RowReader,
  options: BriefcaseOptions,
  names: BaseNames,
  own: OwnColumns,
): TablesPlan {
  const filter = filterOf(options);
  const models = definitionsFor(reader, filter);
  const all = tablesOfVersions(reader, filter, models);
  const shapes = chosenTables(all, options.columns);
  const main = `${names.main}.csv`;
  const files = repeatFileNames(
    main,
    shapes.map((shape) => shape.path),
  );
  const columns = new BriefcaseColumns(options, own.isEncrypted, models);
  const tables = shapes.map((shape) => {
    const file = files.get(shape.path) ?? main;
    const blocks = columns.of(shape, file);
    const more = [...(own.hasDrafts ? [DRAFT] : []), ...(own.hasSources ? [SOURCE] : [])];
    return tableOf(shape.path, file, shape.path === '' ? [...blocks, ...more] : blocks);
  });
  const hasAudit = shapes.some((shape) => shape.columns.some(isAudit));
  const left = pathsWithout(all, reader.storedPaths(filter));
  return {
    tables,
    audit: hasAudit ? briefcaseAudit(auditFileName(names.form), options.formulaGuard === true) : null,
    leftOut: [...left].flatMap(([place, paths]) => (paths.length === 0 ? [place] : paths)),
    notSplit: columns.notSplit,
    notLabelled: [],
  };
}

function tableOf(path: string, file: string, blocks: readonly Block[]): Table {
  const columns = blocks.flatMap((block) => block.headers);
  const emptyAllowed = blocks.flatMap((block) => block.headers.map(() => block.emptyAllowed));
  return {
    path,
    file,
    columns,
    header: `${columns.map((name) => encodeCell(name, true)).join(',')}\n`,
    cells: (record, submission, context) => {
      const cells: string[] = [];
      for (const block of blocks) block.put(cells, record, submission, context);
      return cells;
    },
    encode: (rows) => {
      let text = '';
      for (const cells of rows) {
        for (let i = 0; i < cells.length; i += 1) {
          if (i > 0) text += ',';
          text += encodeCell(cells[i] ?? '', emptyAllowed[i] ?? false);
        }
        text += '\n';
      }
      return text;
    },
  };
}
