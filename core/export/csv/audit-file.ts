import type { AuditFile } from '../table.ts';
import { AUDIT_COLUMNS, auditRows } from './audit-rows.ts';
import type { Cells } from './csv-table.ts';
import { guardRow } from './formula-guard.ts';
import { shownText, textOutput } from './text-output.ts';
import type { TextRows } from './text-sink.ts';

/**
 * The file that collects all audit logs. It has `key`, one column for everything that Collect logs today, and
 * `other` for the rest, as JSON. A log that is not CSV has each of its lines in `other`. Takes the file's
 * name, the text before the header, how rows are written, and whether the formula guard is on.
 */
export function auditFile(
  file: string,
  text: Pick<TextRows<Cells>, 'separator' | 'encode'> & {
    readonly start: string;
    readonly isGuarded: boolean;
  },
): AuditFile<Cells> {
  const columns = ['key', ...AUDIT_COLUMNS];
  const csv = { ...text, header: text.start + text.encode(columns) };
  return {
    ...textOutput(file, columns, csv),
    shown: shownText(csv, []),
    rows: (log, { instanceId }, context) =>
      auditRows(log).map((row) => {
        const cells = [instanceId, ...row];
        return text.isGuarded
          ? guardRow(cells, (i) => context.note('guarded', file, columns[i] ?? ''))
          : cells;
      }),
  };
}
