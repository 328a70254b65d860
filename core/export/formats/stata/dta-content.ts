import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { type Characteristic, fileCharacteristics, variableCharacteristics } from './characteristics.ts';
import type { DtaContent, LabelledVariable } from './dta-file.ts';
import type { LabelSets } from './label-sets.ts';
import { anyLabel, type LabelLanguage } from './languages.ts';
import type { Release } from './release.ts';
import { MOST_IN_118 } from './target.ts';
import { labelText } from './texts.ts';
import { variableOf } from './variables.ts';

/** What all files of an export share. */
export interface Labelling {
  readonly languages: readonly LabelLanguage[];
  readonly sets: LabelSets;
  /** Whether the reasons for missing values have codes. */
  readonly hasCodes: boolean;
}

/**
 * Returns the content of the file of a table: of release 118, or of 119 when there are more variables than
 * 118 can have.
 */
export function dtaContent(table: FinishedTable, labelling: Labelling): DtaContent {
  const { languages, sets, hasCodes } = labelling;
  const { columns, form, path, labels, count } = table;
  const release = columns.length > MOST_IN_118 ? 119 : 118;
  const variables = columns.map((column) => labelled(column, release, labelling));
  const own = path === '' ? '' : anyLabel(labels, form.language, languages);
  return {
    release,
    label: labelText(own === '' ? form.title : own),
    variables,
    characteristics: characteristicsOf(table, variables, labelling),
    sets: sets.of(columns),
    hasCodes,
    count,
    rows: () => table.rows(),
  };
}

function* characteristicsOf(
  table: FinishedTable,
  variables: readonly LabelledVariable[],
  { languages, sets, hasCodes }: Labelling,
): Generator<Characteristic> {
  yield* fileCharacteristics(table, languages, hasCodes);
  for (const { column, setName } of variables) {
    yield* variableCharacteristics(column, languages, sets, setName !== '');
  }
}

function labelled(
  column: FinishedTable['columns'][number],
  release: Release,
  labelling: Labelling,
): LabelledVariable {
  const { languages, sets } = labelling;
  const variable = variableOf(column, release);
  const current = languages.find(({ isCurrent }) => isCurrent);
  const isText = variable.type === 'text' || variable.type === 'long text';
  const label = labelText(anyLabel(column.labels, current?.language ?? '', languages));
  const original = column.original === column.name ? '' : labelText(column.original);
  return {
    ...variable,
    label: label === '' ? original : label,
    setName: isText || current === undefined ? '' : (sets.nameFor(column, current) ?? ''),
  };
}
