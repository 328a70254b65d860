import { escapeXml } from '../../../ground/xml/escape-xml.ts';
import type { FieldType, Labels } from '../../../model/form.ts';
import { languageCode } from '../../language-code.ts';
import { parentOf, textIn } from './data-package.ts';
import {
  type Described,
  type DescribedChoice,
  type DescribedColumn,
  type DescribedTable,
  treatedElsewhere,
} from './described-table.ts';

/**
 * Returns the DDI-Codebook 2.5 file of an export: the form as the study, its files, and every column of them
 * with labels in all languages, the question, choices and counts. Takes a function that returns the final
 * name of a file. The order of the elements is that of the standard's schema.
 */
export function ddiCodebook(described: Described, finalName: (planned: string) => string): string {
  const { models, tables, base } = described;
  const [newest] = models;
  const title = newest?.title || base;
  const citation = (name: string): string =>
    `<citation>
      <titlStmt>
        ${element('titl', {}, name)}${newest === undefined ? '' : `\n        ${element('IDNo', {}, newest.formId)}`}
      </titlStmt>
      <prodStmt>
        ${element('software', {}, 'Attaché')}
      </prodStmt>${newest?.version == null ? '' : `\n      <verStmt>\n        ${element('version', {}, newest.version)}\n      </verStmt>`}
    </citation>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<codeBook xmlns="ddi:codebook:2_5" version="2.5">
  <docDscr>
    ${citation(`${title}: codebook`)}
  </docDscr>
  <stdyDscr>
    ${citation(title)}
    ${studyNotes(described).join('\n    ')}
  </stdyDscr>
${tables.map((table, i) => fileDscr(table, i, described, finalName)).join('\n')}
  <dataDscr>
${tables.flatMap((table, i) => table.columns.map((column, place) => variable(column, place, i, described))).join('\n')}
  </dataDscr>
</codeBook>
`;
}

function fileDscr(
  table: DescribedTable,
  place: number,
  described: Described,
  finalName: (planned: string) => string,
): string {
  const { path, file } = table.watched;
  const parent = parentOf(path, described.tables);
  const parentFile = described.tables.find(({ watched }) => watched.path === parent)?.watched.file;
  const content =
    path === ''
      ? 'One row for each submission.'
      : `One row for each repetition of ${textIn(described, table.labels) ?? path}.`;
  const join =
    parentFile === undefined ? '' : ` Its parent_key is the key of a row in ${finalName(parentFile)}.`;
  return `  <fileDscr ID="${fileId(place)}">
    <fileTxt>
      ${element('fileName', {}, finalName(file))}
      ${element('fileCont', {}, content + join)}
      <dimensns>
        ${element('caseQnty', {}, String(table.rows))}
        ${element('varQnty', {}, String(table.columns.length))}
      </dimensns>
      ${element('fileType', { charset: 'UTF-8' }, 'text/csv')}
      ${element('format', {}, `delimited by ${separatorWord(described.options.separator ?? ',')}`)}
    </fileTxt>
  </fileDscr>`;
}

function variable(column: DescribedColumn, place: number, file: number, { treatments }: Described): string {
  const { name, labels, question, shape, unit, choices, scan } = column;
  const isMeasured = ['whole', 'number', 'date', 'dateTime'].includes(shape) && scan.misfits === 0;
  const attributes = {
    ID: `${fileId(file)}V${place + 1}`,
    name,
    files: fileId(file),
    intrvl: isMeasured ? 'contin' : 'discrete',
    ...(unit === null ? {} : { measUnit: unit }),
  };
  const field = question?.field;
  const lines = [
    ...inLanguages('labl', labels),
    ...(question === null ? [] : questionLines(question.labels, field?.hints ?? {})),
    ...(question?.relevant == null ? [] : [element('universe', { clusion: 'I' }, question.relevant)]),
    ...statistics(column),
    ...(choices ?? []).flatMap((choice) => category(choice, scan.chosen(choice.written))),
    varFormat(column, isMeasured),
    ...(question === null ? [] : [element('notes', { type: 'form path' }, question.path)]),
    ...(field?.constraint === undefined ? [] : [element('notes', { type: 'constraint' }, field.constraint)]),
    ...(field?.required === undefined || field.required === 'false()'
      ? []
      : [element('notes', { type: 'required' }, field.required)]),
    ...(field?.isCalculated ? [element('notes', { type: 'calculated' }, 'The form computes it.')] : []),
    ...versionNotes(question),
    ...treatmentNote(treatments.get(question?.path ?? name)),
    ...(scan.misfits === 0
      ? []
      : [
          element(
            'notes',
            { type: 'not of its type' },
            `${scan.misfits} ${scan.misfits === 1 ? 'value' : 'values'}, as answered`,
          ),
        ]),
  ];
  return `    <var${attributesText(attributes)}>
${lines.map((line) => `      ${line}`).join('\n')}
    </var>`;
}

function questionLines(labels: Labels, hints: Labels): string[] {
  const parts = [...inLanguages('qstnLit', labels), ...inLanguages('ivuInstr', hints)];
  return parts.length === 0 ? [] : [`<qstn>${parts.join('')}</qstn>`];
}

function statistics({ scan }: DescribedColumn): string[] {
  return [
    element('sumStat', { type: 'vald' }, String(scan.values)),
    element('sumStat', { type: 'invd' }, String(scan.empty)),
  ];
}

function category({ written, labels }: DescribedChoice, count: number): string {
  return (
    `<catgry>${element('catValu', {}, written)}${inLanguages('labl', labels).join('')}` +
    `${element('catStat', { type: 'freq' }, String(count))}</catgry>`
  );
}

/** The kind of a question that is more than a text, a number or a date. */
const KINDS: Partial<Readonly<Record<FieldType, string>>> = {
  geotrace: 'line: latitude longitude altitude accuracy; …',
  geoshape: 'area: latitude longitude altitude accuracy; …',
  binary: 'file',
  select: 'several choices',
  rank: 'choices in their order',
};

function varFormat({ shape, question, scan }: DescribedColumn, isMeasured: boolean): string {
  const isDate = (shape === 'date' || shape === 'dateTime') && isMeasured;
  const isTime = shape === 'time' && scan.misfits === 0;
  const isNumber = (shape === 'whole' || shape === 'number') && isMeasured;
  const attributes = {
    type: isNumber ? 'numeric' : 'character',
    schema: isDate || isTime ? 'ISO' : 'other',
    category: isDate ? 'date' : isTime ? 'time' : 'other',
  };
  return element('varFormat', attributes, question === null ? '' : (KINDS[question.type] ?? ''));
}

function treatmentNote(treatment: string | undefined): string[] {
  return treatment === undefined ? [] : [element('notes', { type: 'de-identified' }, treatment)];
}

function versionNotes(question: DescribedColumn['question']): string[] {
  if (question?.versions == null) return [];
  const { first, last } = question.versions;
  const text = first === last ? (first ?? '') : `${first ?? ''} to ${last ?? ''}`;
  return text.trim() === '' ? [] : [element('notes', { type: 'versions of the form' }, text)];
}

/** An element for each language that has a text. */
function inLanguages(name: string, labels: Labels): string[] {
  return Object.entries(labels).map(([language, text]) => {
    const code = languageCode(language);
    return element(name, code === null ? {} : { 'xml:lang': code }, text);
  });
}

function zoneRule({ options }: Described): string {
  return options.timeZone === undefined
    ? 'Each date-time has the offset from UTC of the clock that recorded it.'
    : `All date-times are on the clock of ${options.timeZone}, with its offset from UTC.`;
}

function studyNotes(described: Described): string[] {
  return [
    element('notes', {}, zoneRule(described)),
    ...(hasGuard(described) ? [element('notes', {}, GUARD)] : []),
    ...(described.deidentified()?.lines ?? []).flatMap(treatmentNote),
    ...treatedElsewhere(described).flatMap(({ path, treatment }) => treatmentNote(`${path}: ${treatment}`)),
  ];
}

const GUARD =
  'A cell that a spreadsheet would run as a formula begins with an apostrophe, which is not part of the answer.';

/** True when cells have an apostrophe that is no part of an answer. */
function hasGuard({ options }: Described): boolean {
  return options.formulaGuard !== false;
}

function separatorWord(separator: string): string {
  return { ',': 'comma', ';': 'semicolon', '\t': 'tab' }[separator] ?? separator;
}

function fileId(place: number): string {
  return `F${place + 1}`;
}

function element(name: string, attributes: Readonly<Record<string, string>>, text: string): string {
  return `<${name}${attributesText(attributes)}>${escapeXml(text)}</${name}>`;
}

function attributesText(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
}
