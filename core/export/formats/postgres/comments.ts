import { labelIn } from '../../../xform/label.ts';
import type { AnalysisTable, FormFacts } from '../../analysis/analysis-table.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { type Mark, markLine } from './mark.ts';

/** Lists with more choices are left to the codebook. */
const MOST_CHOICES = 200;

/** Returns what a table is, and the mark by which Attaché knows it. */
export function tableComment(
  { form, labels, path }: Pick<AnalysisTable, 'form' | 'labels' | 'path'>,
  { part, writers }: Pick<Mark, 'part' | 'writers'>,
): string {
  const title = labelIn(labels, form.language, form.languages) ?? form.title;
  const version = form.version === null ? '' : `, version ${form.version}`;
  const about = `Form ${form.formId}${version}${path === '' ? '' : `, repeat ${path}`}. ${form.zoneRule}`;
  return [title, about, markLine({ form: form.formId, path, part, writers })].join('\n');
}

/** Returns what a column is: its label, its name in the form, its unit and its choices. */
export function columnComment(column: AnalysisColumn, { language, languages }: FormFacts): string {
  const { labels, original, name, unit, list, role, question } = column;
  const label = labelIn(labels, language, languages);
  const lines = [label ?? original];
  if (label !== null && original !== name) lines.push(`In the form: ${original}`);
  if (unit !== null) lines.push(`In ${unit}`);
  if (question?.treatment != null) lines.push(`De-identified: ${question.treatment}`);
  if (list !== null && role !== 'choice' && list.choices.length <= MOST_CHOICES) {
    for (const { value, labels: texts } of list.choices) {
      lines.push(`${value}: ${labelIn(texts, language, languages) ?? value}`);
    }
  }
  return lines.join('\n');
}
