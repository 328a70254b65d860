import type { ColumnInfo, Labels, Wording } from '../../../electron/ipc/data.ts';
import type { Words } from '../../words/use-words.tsx';

/** A label in the shown language of the form, else in any language, else the name. */
export function labelOf(labels: Labels, name: string, { show, language }: Wording): string {
  if (show === 'values') return name;
  const found = labels[language] ?? labels[''] ?? Object.values(labels).find((label) => label !== '');
  return found === undefined || found === '' ? name : found;
}

export function columnTitle(words: Words, column: ColumnInfo, wording: Wording): string {
  if (column.id.startsWith('@')) return words.maybe(`data.column.${column.id}`) ?? column.id;
  return labelOf(column.labels, column.name, wording);
}

/** Whether the label or the variable name of a column contains this text. */
export function fitsColumn(words: Words, column: ColumnInfo, wording: Wording, text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase();
  return `${columnTitle(words, column, wording)} ${column.name}`.toLocaleLowerCase().includes(wanted);
}

/** The width that fits the values of a column, until the user sets another. */
export function usualWidth(words: Words, column: ColumnInfo, wording: Wording): number {
  const { stamp } = words;
  // The ID of a household and of a member in it: longer than an answer.
  if (column.id === '@parent') return 264;
  switch (column.type) {
    case 'integer':
    case 'decimal':
    case 'boolean':
      // The numbers are short. The title has two lines, beside the filter button.
      return Math.min(176, Math.max(88, inTwoLines(columnTitle(words, column, wording)) * 6.6 + 44));
    case 'select':
      return 128;
    case 'date':
    case 'datetime':
      // Some languages write long dates, and the time at the end must stay visible.
      return Math.max(168, stamp('2028-09-28T20:48', column.type).length * 7.4 + 24);
    case 'location':
      return 164;
    default:
      return 176;
  }
}

/** Splits a title into two lines as evenly as its words allow. Returns the length of the longer line. */
function inTwoLines(title: string): number {
  const parts = title.trim().split(/\s+/u);
  const lines = parts.map((_, i) => [parts.slice(0, i).join(' '), parts.slice(i).join(' ')]);
  return Math.min(...lines.map((two) => Math.max(...two.map((line) => line.length))));
}
