import { auditRecords, linesOf } from './audit-log.ts';

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

/** The columns of collected audit logs: everything that Collect logs today, and `other` for the rest, as JSON. */
export const AUDIT_COLUMNS: readonly string[] = [...KNOWN, 'other'];

/** Returns the rows of a log, one cell for each column. A log that is not CSV has each of its lines in `other`. */
export function auditRows(log: string): string[][] {
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
