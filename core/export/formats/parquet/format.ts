import type { RowReader } from '../../../model/rows.ts';
import { analysisTables } from '../../analysis/analysis-tables.ts';
import { analysisAudit, auditName } from '../../analysis/audit.ts';
import { streamedFiles } from '../../analysis/streamed-files.ts';
import { fileBase, fileNames } from '../../file-names.ts';
import type { OptionsFor } from '../../options.ts';
import type { TablesPlan } from '../../table.ts';
import type { OwnColumns } from '../description.ts';
import type { BaseNames, Format } from '../format.ts';
import { ParquetFile } from './parquet-file.ts';
import { RowGroups } from './row-groups.ts';
import { TARGET } from './target.ts';

const EXTENSION = '.parquet';

/** A file for the submissions and one for each repeat. */
export const parquet: Format<OptionsFor<'parquet'>> = {
  naming: {
    base: fileBase,
    files: (base, paths) => [...fileNames(base, paths, EXTENSION).tables.values(), auditName(base)],
    telling: (base) => [fileNames(base, [], EXTENSION).tables.get('') ?? ''],
  },
  plan: planParquet,
  firstKeys: () => null,
};

function planParquet(
  reader: RowReader,
  options: OptionsFor<'parquet'>,
  { main }: BaseNames,
  own: OwnColumns,
): TablesPlan {
  const { tables, hasAudit, ...plan } = analysisTables(reader, options, own, TARGET);
  const names = fileNames(
    main,
    tables.map(({ path }) => path),
    EXTENSION,
  ).tables;
  const isUtc = options.timeZone === 'UTC';
  const groups = new RowGroups();
  const files = tables.map((table) => ({
    file: names.get(table.path) ?? '',
    table,
    write: (path: string) => new ParquetFile(path, table, isUtc, groups),
  }));
  return { ...plan, tables: streamedFiles(files), audit: hasAudit ? analysisAudit(main) : null };
}
