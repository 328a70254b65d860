import { fileBeside, withoutExtension } from '../../../ground/export-names.ts';
import { foldName } from '../../../ground/file-name.ts';
import { problemData } from '../../../ground/problem.ts';
import type { RowReader } from '../../../model/rows.ts';
import type { AnalysisFile, WriteNotes } from '../../analysis/analysis-file.ts';
import type { AnalysisTable } from '../../analysis/analysis-table.ts';
import { analysisTables } from '../../analysis/analysis-tables.ts';
import { analysisAudit } from '../../analysis/audit.ts';
import { plannedFiles } from '../../analysis/planned-files.ts';
import { tableParts } from '../../analysis/table-parts.ts';
import { fileNames } from '../../file-names.ts';
import { guideFile } from '../../guide-file.ts';
import type { OptionsFor } from '../../options.ts';
import type { TablesPlan } from '../../table.ts';
import type { OwnColumns } from '../description.ts';
import type { BaseNames } from '../format.ts';
import { doFile, type TableFiles } from './do-file.ts';
import { dtaContent, type Labelling } from './dta-content.ts';
import { type DtaContent, writeDta } from './dta-file.ts';
import { firstKeys } from './first-keys.ts';
import { LabelSets } from './label-sets.ts';
import { labelLanguages } from './languages.ts';
import { MOST_IN_118, MOST_IN_119, TARGET } from './target.ts';

type Options = OptionsFor<'stata'>;

/** The variables of one file that Stata/BE opens. */
const MOST_IN_BE = 2048;

/** The names of the files of tables, by the path of the table. Takes the base, and the paths, '' first. */
export function dtaNames(base: string, paths: readonly string[]): ReadonlyMap<string, string> {
  return fileNames(base, paths, '.dta').tables;
}

/** The name of the script that joins the files. */
export function doName(base: string): string {
  return fileBeside(base, '', '', '.do');
}

/**
 * Plans a Stata file for the form and one for each repeat, several for a table that is too wide for one, and
 * a script that joins them. Takes the form's reader, the options, the bases of the file names, and which
 * automatic columns there are. Touches no file. Throws a Problem when the form does not have the language.
 */
export function planStata(
  reader: RowReader,
  options: Options,
  { main }: BaseNames,
  own: OwnColumns,
): TablesPlan {
  const { form, tables, hasAudit, leftOut, notSplit, notLabelled } = analysisTables(
    reader,
    options,
    own,
    TARGET,
  );
  const languages = labelLanguages(form);
  const hasCodes = options.missing !== 'empty';
  const columns = tables.flatMap((table) => table.columns);
  const labelling = { languages, sets: new LabelSets(columns, languages, hasCodes), hasCodes };
  const { files, tableFiles } = filesOf(tables, main, labelling, options.stataRelease === '119');
  const isJoined = tableFiles.length > 1 || files.length > tableFiles.length;
  return {
    tables: plannedFiles(files),
    audit: hasAudit ? analysisAudit(main) : null,
    guides: isJoined ? [doGuide(doName(main), tableFiles)] : [],
    leftOut,
    notSplit,
    notLabelled,
  };
}

/** Returns the files of all tables. The parts of a wide table have a number behind their names. */
function filesOf(
  tables: readonly AnalysisTable[],
  base: string,
  labelling: Labelling,
  allows119: boolean,
): { readonly files: readonly AnalysisFile[]; readonly tableFiles: readonly TableFiles[] } {
  const names = dtaNames(
    base,
    tables.map(({ path }) => path),
  );
  const taken = new Set([...names.values()].map(foldName));
  const files: AnalysisFile[] = [];
  const tableFiles = tables.map((table): TableFiles => {
    const first = names.get(table.path) ?? '';
    const own = tableParts(table, allows119 ? MOST_IN_119 : MOST_IN_118).map((part, i) => {
      const file = i === 0 ? first : partName(first, i + 1, taken);
      files.push(dtaFile(file, part, labelling));
      return file;
    });
    return { table, files: own };
  });
  return { files, tableFiles };
}

function partName(first: string, part: number, taken: Set<string>): string {
  const base = withoutExtension(first);
  let name = fileBeside(base, `-part${part}`, '', '.dta');
  for (let number = 2; taken.has(foldName(name)); number += 1) {
    name = fileBeside(base, `-part${part}`, `-${number}`, '.dta');
  }
  taken.add(foldName(name));
  return name;
}

function dtaFile(file: string, table: AnalysisTable, labelling: Labelling): AnalysisFile {
  return {
    file,
    tables: [{ table }],
    firstKeys,
    write: async (path, [finished], notes) => {
      if (finished === undefined) throw new Error('a file without a table');
      const content = dtaContent(finished, labelling);
      const changed = await writeDta(path, content);
      for (const [column, count] of changed) notes.note('changed', column, count);
      tellEditions(file, content, notes);
    },
  };
}

/** Notes which programs open the file, when not all do. */
function tellEditions(file: string, { release, variables }: DtaContent, notes: WriteNotes): void {
  const count = variables.length;
  if (count > MOST_IN_BE) {
    const edition = release === 119 ? 'mp' : 'se';
    notes.tell(problemData('export.stata_editions', { count, file, edition }));
  }
  if (release === 119 && variables.some(({ type }) => type === 'long text')) {
    notes.tell(problemData('export.stata_long_texts', { file }));
  }
}

function doGuide(file: string, tables: readonly TableFiles[]): ReturnType<typeof guideFile> {
  return guideFile(file, (finalName) =>
    doFile(tables.map(({ table, files }) => ({ table, files: files.map(finalName) }))),
  );
}
