import type { CellNote, NotedCells } from '../cell-notes.ts';
import { formatNamed, goesToServer } from '../formats/descriptions.ts';
import type { ReportedFile, SubmissionCounts, WrittenReport } from './report.ts';

/** The report as a text to read: short lines, without a table that a narrow window would break. */
export function reportText(report: WrittenReport): string {
  const { form, options, media } = report;
  const versions = form.versions.map((version) => (version === '' ? '(none)' : version)).join(', ');
  const parts: readonly (readonly string[])[] = [
    [
      headingOf(report),
      '',
      `Form        ${form.title} (${form.id})`,
      ...(versions === '' ? [] : [`Versions    ${versions}`]),
      `Format      ${report.format}`,
      `Started     ${report.started}`,
      `Ended       ${report.ended}`,
      `Made by     Attaché ${report.attache}`,
    ],
    section('Options', Object.entries(options).map(optionLine)),
    section('Submissions', countLines(report.submissions)),
    section(isOnServer(report) ? 'Schema' : 'Files', report.files.flatMap(fileLines)),
    media.files === 0
      ? []
      : section('Attachments', [`${media.files} files in the folder media, ${media.bytes} bytes`]),
    section('Cells written in another way', report.cells.map(cellLine)),
    ...report.steps.map(({ step, lines }) => section(step, lines)),
    section(
      'Problems',
      report.problems.map(({ message }) => message),
    ),
    section(
      'Notes',
      report.notes.map(({ message }) => message),
    ),
  ];
  const texts = parts.filter((lines) => lines.length > 0).map((lines) => lines.map(plain).join('\n'));
  return `${texts.join('\n\n')}\n`;
}

/** The first line of a report. It says which export the report is about, so that the next one can replace it. */
export function headingOf({ base, format }: Pick<WrittenReport, 'base' | 'format'>): string {
  return plain(`Export report of Attaché for ${base}, format ${format}`);
}

/** On a server, a schema with its tables stands for a file. */
function isOnServer({ format }: WrittenReport): boolean {
  const id = formatNamed(format);
  return id !== null && goesToServer(id);
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`)];
}

function optionLine([name, value]: readonly [string, unknown]): string {
  return `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

function countLines(counts: SubmissionCounts): readonly string[] {
  const { here, written, alreadyThere, failed, notReadable, filteredOut, deletedLeftOut } = counts;
  return [
    `${here} in the workspace`,
    `${written} written`,
    ...(alreadyThere > 0 ? [`${alreadyThere} were in the file before`] : []),
    ...(failed > 0 ? [`${failed} not written, because of a bug in Attaché`] : []),
    ...(notReadable > 0 ? [`${notReadable} not readable:`] : []),
    ...Object.entries(counts.notReadableBecause).map(([code, count]) => `  ${count} ${code}`),
    ...(filteredOut > 0 ? [`${filteredOut} not asked for`] : []),
    ...(deletedLeftOut > 0 ? [`  ${deletedLeftOut} deleted on the server`] : []),
  ];
}

function fileLines({ file, rows, bytes, sha256, tables = [], isGuide }: ReportedFile): readonly string[] {
  const size = [...(isGuide === true ? [] : [rowsText(rows)]), ...(bytes === null ? [] : [`${bytes} bytes`])];
  return [
    `${file}: ${size.join(', ')}`,
    ...tables.map((table) => `  ${table.table}: ${rowsText(table.rows)}`),
    ...(sha256 === null ? [] : [`  SHA-256 ${sha256}`]),
  ];
}

function rowsText(rows: number): string {
  return rows === 1 ? '1 row' : `${rows} rows`;
}

/** In words. A note that is not here is shown as it is. */
const WHY: Readonly<Partial<Record<CellNote, string>>> = {
  'other-type': 'not of the type of the column',
  'unreadable-date': 'no readable date or time',
  'as-text': 'written as text, because the file cannot hold them by their type',
  'long-text': 'too long for a cell, and whole elsewhere in the file',
  'not-split': 'not split into their choices',
  changed: 'changed, because the file cannot hold them as they are',
  guarded: 'with an apostrophe in front, so that no spreadsheet computes them',
};

function cellLine({ why, file, column, companion, count }: NotedCells): string {
  const where = companion === undefined ? '' : `, whole in the column ${companion}`;
  return `${file}, ${column}: ${count} ${WHY[why] ?? why}${where}`;
}

/** A title or a path may hold a line break. */
function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces.
  return line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
}
