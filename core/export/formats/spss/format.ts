import type { RowReader } from '../../../model/rows.ts';
import { analysisTables } from '../../analysis/analysis-tables.ts';
import { analysisAudit, auditName } from '../../analysis/audit.ts';
import { plannedFiles } from '../../analysis/planned-files.ts';
import { fileBase, fileNames } from '../../file-names.ts';
import type { OptionsFor } from '../../options.ts';
import type { TablesPlan } from '../../table.ts';
import type { OwnColumns } from '../description.ts';
import type { BaseNames, Format } from '../format.ts';
import { writeSav } from './sav-file.ts';
import { target } from './target.ts';

type Options = OptionsFor<'spss'>;

const EXTENSION = '.sav';

/** A file for the submissions and one for each repeat. */
export const spss: Format<Options> = {
  naming: {
    base: fileBase,
    files: (base, paths) => [...fileNames(base, paths, EXTENSION).tables.values(), auditName(base)],
    telling: (base) => [...fileNames(base, [''], EXTENSION).tables.values()],
  },
  plan: planSpss,
  // Who else changed such a file is not looked into: the workspace knows the files that it made.
  firstKeys: () => null,
};

function planSpss(reader: RowReader, options: Options, names: BaseNames, own: OwnColumns): TablesPlan {
  const made = analysisTables(reader, options, own, target);
  const files = fileNames(
    names.main,
    made.tables.map(({ path }) => path),
    EXTENSION,
  ).tables;
  return {
    tables: plannedFiles(
      made.tables.map((table) => ({
        file: files.get(table.path) ?? '',
        tables: [{ table }],
        write: async (path, [finished], notes) => {
          if (finished !== undefined)
            await writeSav(
              path,
              finished,
              { hasCodes: options.missing !== 'empty', treatments: reader.treatments },
              notes,
            );
        },
      })),
    ),
    audit: made.hasAudit ? analysisAudit(names.main) : null,
    leftOut: made.leftOut,
    notSplit: made.notSplit,
    notLabelled: made.notLabelled,
  };
}
