import { auditRecords, linesOf } from '../../csv/audit-log.ts';
import type { Cells } from '../../csv/csv-table.ts';
import { guardRow } from '../../csv/formula-guard.ts';
import { shownText, textOutput } from '../../csv/text-output.ts';
import type { TextRows } from '../../csv/text-sink.ts';
import type { AuditFile } from '../../table.ts';

/** The columns that Collect's audit logs can have. Each log has some of them. */
const KNOWN = [
  'event',
  'node',
  'start',
  'end',
  'latitude',
  'longitude',
  'accuracy',
  'old-value',
  'new-value',
  'user',
  'change-reason',
] as const;

/**
 * The file that collects all audit logs. It has `key`, one column for everything that Collect logs today, and
 * `other` for the rest, as JSON. A log that is not CSV has each of its lines in `other`. Takes the file's
 * name, the text before the header, how rows are written, and whether the formula guard is on.
 */
export function tidyAudit(
  file: string,
  text: Pick<TextRows<Cells>, 'separator' | 'encode'> & {
    readonly start: string;
    readonly isGuarded: boolean;
  },
): AuditFile<Cells> {
  const columns = ['key', ...KNOWN, 'other'];
  const csv = { ...text, header: text.start + text.encode([columns]) };
  return {
    ...textOutput(file, columns, csv),
    shown: shownText(csv, []),
    rows: (log, { instanceId }, context) =>
      rowsOf(log).map((row) => {
        const cells = [instanceId, ...row];
        return text.isGuarded
          ? guardRow(cells, (i) => context.note('guarded', file, columns[i] ?? ''))
          : cells;
      }),
  };
}

function rowsOf(log: string): string[][] {
  const lines = auditRecords(log) ?? [];
  if (lines[0]?.map(nameOf).includes('event') !== true) return linesOf(log).filter(Boolean).map(otherRow);
  let header = lines[0].map(nameOf);
  return lines.slice(1).flatMap((line) => {
    if (!isHeader(line)) return [rowOf(header, line)];
    header = line.map(nameOf);
    return [];
  });
}

/** Every header of Collect begins with these names. No event is called `event`. */
const HEADER = ['event', 'node', 'start', 'end'];

/**
 * When the form's audit options change, Collect writes a new header inside the log and continues below it.
 */
function isHeader(line: readonly string[]): boolean {
  return HEADER.every((name, i) => nameOf(line[i] ?? '') === name);
}

function nameOf(cell: string): string {
  return cell.replace(/^\uFEFF/, '').trim();
}

function rowOf(header: readonly string[], line: readonly string[]): string[] {
  const rest: Record<string, string> = {};
  for (const [i, cell] of line.entries()) {
    const name = header[i] ?? `column ${i + 1}`;
    if (!KNOWN.some((known) => known === name) && cell !== '') rest[name] = cell;
  }
  const known = KNOWN.map((name) => line[header.indexOf(name)] ?? '');
  return [...known, Object.keys(rest).length === 0 ? '' : JSON.stringify(rest)];
}

function otherRow(line: string): string[] {
  return [...KNOWN.map(() => ''), line];
}
