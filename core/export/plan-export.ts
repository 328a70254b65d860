import type { RowReader } from '../model/rows.ts';
import { definitionsFor } from './definitions.ts';
import { baseNames } from './form-base.ts';
import type { OwnColumns } from './formats/description.ts';
import { goesToServer } from './formats/descriptions.ts';
import { formatOf } from './formats/registry.ts';
import { leftOutFile } from './left-out.ts';
import { filesOf } from './numbered.ts';
import { type ExportOptions, filterOf } from './options.ts';
import { ownColumns } from './own-columns.ts';
import type { ExportPlan } from './table.ts';

/**
 * Returns what an export writes, as its format plans it. The export does not know the format. Takes the
 * automatic columns; default: those of this export.
 */
export function planExport(
  reader: RowReader,
  options: ExportOptions,
  own: OwnColumns = ownColumns(reader, options),
): ExportPlan {
  const title = definitionsFor(reader, filterOf(options))[0]?.title ?? '';
  const names = baseNames(title, options);
  const plan = formatOf(options.format).plan(reader, options, names, own);
  const isListed =
    options.listLeftOut === true &&
    !goesToServer(options.format) &&
    reader.leftOut !== undefined &&
    reader.unopened(filterOf(options)) > 0;
  const files = filesOf({ ...plan, leftOutFile: null });
  const { main: base } = names;
  return { ...plan, base, leftOutFile: isListed ? leftOutFile(base, files) : null };
}
