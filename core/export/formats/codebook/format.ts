import { fileBeside } from '../../../ground/export-names.ts';
import { writeFileSync } from '../../../ground/patient-files.ts';
import type { AnalysisTable } from '../../analysis/analysis-table.ts';
import { analysisTables } from '../../analysis/analysis-tables.ts';
import { ANY_NAMES } from '../../analysis/names.ts';
import { plannedFiles } from '../../analysis/planned-files.ts';
import type { Target } from '../../analysis/target.ts';
import { fileBase } from '../../file-names.ts';
import type { OptionsFor } from '../../options.ts';
import type { Format } from '../format.ts';
import { type Codebook, codebookOf } from './content.ts';
import { csvCodebook } from './csv-codebook.ts';
import { htmlCodebook } from './html-codebook.ts';

type Options = OptionsFor<'codebook'>;

/** Columns are named as in the form. A place is one column, and so is a select-multiple. */
const TARGET: Target = {
  names: ANY_NAMES,
  mostColumns: Number.POSITIVE_INFINITY,
  places: 'geometry',
  choices: 'codes',
};

const TEXTS: Readonly<Record<NonNullable<Options['codebookFormat']>, (codebook: Codebook) => string>> = {
  html: htmlCodebook,
  csv: csvCodebook,
  json: (codebook) => `${JSON.stringify(codebook, null, 2)}\n`,
};

export const codebook: Format<Options> = {
  naming: {
    base: fileBase,
    files: (base) => [fileName(base, 'html')],
    telling: (base) => [fileName(base, 'html')],
  },
  plan: (reader, options, names, own) => {
    const style = options.codebookFormat ?? 'html';
    const { form, tables, leftOut, notLabelled } = analysisTables(
      reader,
      { ...options, selectMultiple: 'text', dateTexts: false },
      own,
      TARGET,
    );
    return {
      tables: plannedFiles([
        {
          file: fileName(names.main, style),
          tables: tables.map((table) => ({ table, ...nameOf(table) })),
          write: async (path, finished) =>
            writeFileSync(path, TEXTS[style](await codebookOf(form, finished, reader))),
        },
      ]),
      audit: null,
      leftOut,
      notSplit: [],
      notLabelled,
    };
  },
  firstKeys: () => null,
};

function fileName(base: string, extension: string): string {
  return fileBeside(base, '-codebook', '', `.${extension}`);
}

function nameOf({ path, form }: AnalysisTable): { readonly as: string } {
  return { as: path === '' ? form.formId : path };
}
