import type { RowReader } from '../../../model/rows.ts';
import type { AnalysisFile } from '../../analysis/analysis-file.ts';
import { analysisTables } from '../../analysis/analysis-tables.ts';
import { analysisAudit, auditName } from '../../analysis/audit.ts';
import { plannedFiles } from '../../analysis/planned-files.ts';
import { fileBase, fileNames } from '../../file-names.ts';
import type { OptionsFor } from '../../options.ts';
import type { TablesPlan } from '../../table.ts';
import type { OwnColumns } from '../description.ts';
import type { BaseNames, Format } from '../format.ts';
import { writeParquet } from './parquet-file.ts';
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
  const files = tables.map((table): AnalysisFile => {
    return {
      file: names.get(table.path) ?? '',
      tables: [{ table }],
      write: async (path, finished) => {
        for (const one of finished) await writeParquet(path, one, isUtc);
      },
    };
  });
  return { ...plan, tables: plannedFiles(files), audit: hasAudit ? analysisAudit(main) : null };
}
