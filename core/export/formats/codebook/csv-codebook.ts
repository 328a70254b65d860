import { stringify } from 'csv-stringify/sync';
import type { Labels } from '../../../model/form.ts';
import { guardFormula } from '../../csv/formula-guard.ts';
import type { Codebook, CodebookTable, CountedChoice, Variable } from './content.ts';

/**
 * Returns a codebook as CSV: a line for each variable, and below it a line for each of its choices, whose
 * columns `choice` and `code` are filled. Labels have a column for each language, named as in an XLSForm. Of a
 * de-identified export, the last lines have no variable: their `treatment` says what was done to all of it, and to
 * questions that have no variable.
 */
export function csvCodebook({ form, tables, deidentified, otherTreatments }: Codebook): string {
  const { languages } = form;
  const header = [
    ...['table', 'variable', 'choice', 'code', 'path', 'type'],
    ...languages.map((language) => named('label', language)),
    ...languages.map((language) => named('hint', language)),
    ...['unit', 'list', 'relevant', 'constraint', 'required', 'calculated', 'first_version', 'last_version'],
    ...['rows', 'values', 'empty', 'not_asked', 'not_in_version', 'misfits', 'treatment'],
  ];
  const lines = tables.flatMap((table) =>
    table.variables.flatMap((variable) => [
      variableLine(table, variable, languages),
      ...(variable.choices ?? []).map((choice) => choiceLine(table, variable, choice, languages)),
    ]),
  );
  const done = [
    ...otherTreatments,
    ...(deidentified?.lines ?? []).map((treatment) => ({ path: '', treatment })),
  ].map(({ path, treatment }) =>
    header.map((column) => (column === 'path' ? path : column === 'treatment' ? treatment : null)),
  );
  const cells = [header, ...lines, ...done].map((line) =>
    line.map((cell) => guardFormula(String(cell ?? ''))),
  );
  return stringify(cells, { record_delimiter: '\n', quoted_match: /[\r\n]/ });
}

type Cell = string | number | null;

function variableLine(table: CodebookTable, variable: Variable, languages: readonly string[]): Cell[] {
  const { counts, versions } = variable;
  return [
    ...[table.path, variable.name, null, null, variable.path, variable.type],
    ...inLanguages(variable.labels, languages),
    ...inLanguages(variable.hints, languages),
    ...[variable.unit, variable.list, variable.relevant, variable.constraint, variable.required],
    variable.isCalculated ? 1 : 0,
    ...[versions?.first ?? null, versions?.last ?? null, table.rows],
    ...[
      counts.values,
      counts.empty,
      counts.notAsked,
      counts.notInVersion,
      counts.misfits,
      variable.treatment,
    ],
  ];
}

function choiceLine(
  table: CodebookTable,
  variable: Variable,
  { value, code, labels, count }: CountedChoice,
  languages: readonly string[],
): Cell[] {
  const none = (count: number): null[] => Array.from({ length: count }, () => null);
  return [
    ...[table.path, variable.name, value, code, variable.path, null],
    ...inLanguages(labels, languages),
    ...none(languages.length + 8),
    ...[table.rows, count],
    ...none(5),
  ];
}

function named(name: string, language: string): string {
  return language === '' ? name : `${name}::${language}`;
}

/** A text that is the same in every language stands in the first column. */
function inLanguages(labels: Labels, languages: readonly string[]): (string | null)[] {
  return languages.map((language, i) => labels[language] ?? (i === 0 ? (labels[''] ?? null) : null));
}
