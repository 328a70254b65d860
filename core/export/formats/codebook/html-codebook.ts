import { escapeXml } from '../../../ground/xml/escape-xml.ts';
import type { Labels } from '../../../model/form.ts';
import { labelIn } from '../../../xform/label.ts';
import type { FormFacts } from '../../analysis/analysis-table.ts';
import { isRightToLeft, languageCode } from '../../language-code.ts';
import type { Codebook, CodebookTable, CountedChoice, Variable } from './content.ts';
import { STYLE } from './style.ts';
import { typeWord } from './type-words.ts';

/**
 * Returns a codebook as a page to read and to print. It is whole in itself: it loads nothing and runs nothing.
 * Every text of the form says its language and its direction.
 */
export function htmlCodebook(codebook: Codebook): string {
  const { form, tables } = codebook;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(`${form.title} – codebook`)}</title>
<style>
${STYLE}</style>
</head>
<body>
${head(codebook)}
${tables.map((table, i) => tableSection(table, i, form)).join('\n')}
</body>
</html>
`;
}

function head({ form, tables, deidentified, otherTreatments }: Codebook): string {
  const languages = form.languages.filter((language) => language !== '');
  const facts = [
    ['Form', code(form.formId)],
    ['Newest version', versionText(form.version)],
    ...(languages.length === 0 ? [] : [['Languages', escapeXml(languages.join(', '))]]),
    ['Date-times', escapeXml(form.zoneRule)],
    ...(deidentified?.lines ?? []).map((line) => ['De-identified', escapeXml(line)]),
    ...otherTreatments.map(({ path, treatment }) => [
      'De-identified',
      `${code(path)}: ${escapeXml(treatment)}`,
    ]),
  ];
  const links = tables.map(
    (table, i) =>
      `<li><a href="#t${i}">${tableTitle(table, form)}</a>: ${plural(table.rows, 'row')}, ` +
      `${plural(table.variables.length, 'variable')}</li>`,
  );
  return `<header>
<h1>${text(form.title)}</h1>
<p class="kind">Codebook</p>
${factsTable(facts)}
<p>Conditions and constraints are expressions of the form, as written. A number in the column <i>Code</i> stands for
a choice in files of Stata and SPSS. This page has counts, and no answers.</p>
<ol>
${links.join('\n')}
</ol>
</header>`;
}

function tableSection(table: CodebookTable, place: number, form: FormFacts): string {
  const parent =
    table.parent === null ? '' : `, below ${table.parent === '' ? 'the submissions' : code(table.parent)}`;
  const lines = table.variables.map(
    (variable, i) =>
      `<tr><td><a href="#t${place}v${i}">${code(variable.name)}</a></td>` +
      `<td>${label(variable.labels, form)}</td><td>${typeWord(variable)}</td>` +
      `<td class="number">${variable.counts.values}</td></tr>`,
  );
  const details = table.variables.map((variable, i) => variableSection(variable, `t${place}v${i}`, form));
  return `<section class="table" id="t${place}">
<h2>${tableTitle(table, form)}</h2>
<p>${plural(table.rows, 'row')}${parent}. A row is identified by ${code(table.key)}.</p>
<table class="list">
<thead><tr><th>Variable</th><th>Label</th><th>Type</th><th class="number">Values</th></tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table>
${details.join('\n')}
</section>`;
}

function variableSection(variable: Variable, id: string, form: FormFacts): string {
  const { versions, counts, list, choices } = variable;
  const facts = [
    ...labelFacts('Label', variable.labels, form),
    ...labelFacts('Hint', variable.hints, form),
    ['Type', typeWord(variable) + (variable.unit === null ? '' : `, in ${escapeXml(variable.unit)}`)],
    ...(variable.isCalculated ? [['Answered by', 'the form, which computes it']] : []),
    ...(variable.path === variable.name ? [] : [['In the form', code(variable.path)]]),
    ...expression('Asked when', variable.relevant),
    ...expression('Constraint', variable.constraint),
    ...labelFacts('Message', variable.constraintMessage, form),
    ...expression('Required', variable.required === 'false()' ? null : variable.required),
    ...(variable.treatment === null ? [] : [['De-identified', escapeXml(variable.treatment)]]),
    ...(versions === null ? [] : [['Versions', versionsText(versions)]]),
    ['Counts', countsText(counts)],
    ...(list === null ? [] : [['List of choices', code(list)]]),
  ];
  return `<section class="variable" id="${id}">
<h3>${code(variable.name)} ${label(variable.labels, form)}</h3>
${factsTable(facts)}${choices === null ? '' : choicesTable(choices, form)}
</section>`;
}

function choicesTable(choices: readonly CountedChoice[], { languages }: FormFacts): string {
  const heads = languages.map((language) => `<th>${language === '' ? 'Label' : text(language)}</th>`);
  const lines = choices.map(
    ({ value, code: number, labels, count }) =>
      `<tr><td class="number">${number}</td><td>${code(value)}</td>` +
      `${languages.map((language, i) => `<td>${text(ownLabel(labels, language, i), language)}</td>`).join('')}` +
      `<td class="number">${count}</td></tr>`,
  );
  return `
<table class="list">
<thead><tr><th class="number">Code</th><th>Value</th>${heads.join('')}<th class="number">Rows</th></tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table>`;
}

type Fact = readonly string[];

function factsTable(facts: readonly Fact[]): string {
  const lines = facts.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
  return `<table class="facts"><tbody>
${lines.join('\n')}
</tbody></table>`;
}

/** A line for each language that has a text. */
function labelFacts(name: string, labels: Labels, { languages }: FormFacts): Fact[] {
  return languages.flatMap((language, i) => {
    const own = ownLabel(labels, language, i);
    if (own === '') return [];
    return [[language === '' ? name : `${name}, ${text(language)}`, text(own, language)]];
  });
}

/** A text that is the same in every language stands in the first. */
function ownLabel(labels: Labels, language: string, place: number): string {
  return labels[language] ?? (place === 0 ? (labels[''] ?? '') : '');
}

/** The label in the codebook's language. */
function label(labels: Labels, { language, languages }: FormFacts): string {
  const shown = labelIn(labels, language, languages) ?? '';
  return text(shown, labels[language] === shown ? language : '');
}

function tableTitle(table: CodebookTable, form: FormFacts): string {
  if (table.path === '') return 'Submissions';
  const shown = labelIn(table.labels, form.language, form.languages);
  return shown === null ? code(table.path) : `${text(shown)} (${code(table.path)})`;
}

function expression(name: string, value: string | null): Fact[] {
  return value === null ? [] : [[name, code(value)]];
}

function countsText({ values, empty, notAsked, notInVersion, misfits }: Variable['counts']): string {
  return [
    `${plural(values, 'value')}`,
    ...(misfits > 0 ? [`${misfits} not of this type`] : []),
    ...(empty > 0 ? [`${empty} empty`] : []),
    ...(notAsked > 0 ? [`${notAsked} not asked`] : []),
    ...(notInVersion > 0 ? [`${notInVersion} not in the version of the form`] : []),
  ].join(', ');
}

function versionsText({ first, last }: NonNullable<Variable['versions']>): string {
  return first === last ? versionText(first) : `${versionText(first)} to ${versionText(last)}`;
}

function versionText(version: string | null): string {
  return version === null ? 'without a name' : text(version);
}

/** A text of the form. Takes its language. */
function text(shown: string, language = ''): string {
  if (shown === '') return '';
  const known = languageCode(language);
  const lang = known === null ? '' : ` lang="${escapeXml(known)}"`;
  const direction = known === null ? 'auto' : isRightToLeft(known) ? 'rtl' : 'auto';
  return `<bdi${lang} dir="${direction}">${escapeXml(shown)}</bdi>`;
}

/** A name, a value or an expression: always from left to right, and never wider than the page. */
function code(shown: string): string {
  return `<code dir="ltr">${escapeXml(shown)}</code>`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
