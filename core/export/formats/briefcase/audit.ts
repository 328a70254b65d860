import { auditRecords, linesOf } from '../../csv/audit-log.ts';
import { guardRow } from '../../csv/formula-guard.ts';
import { textOutput, withoutLineEnd } from '../../csv/text-output.ts';
import type { AuditFile } from '../../table.ts';
import { encodeCell } from './cells.ts';

const COLUMNS = ['instance ID', 'event', 'node', 'start', 'end'];
const HEADER = `${COLUMNS.join(', ')}\n`;

/**
 * The file that collects all audit logs (`briefcase-csv` §9). It has a fixed header. Every line of a log
 * except its first is copied, with the instance ID before it. The formula guard works on cells: with it, each
 * row of a log is parsed and written again. Takes the file's name.
 */
export function briefcaseAudit(file: string, isGuarded: boolean): AuditFile<string> {
  return {
    ...textOutput(file, COLUMNS, { header: HEADER, separator: ',', encode: (line) => line }),
    shown: { cells: [], lines: [withoutLineEnd(HEADER)] },
    rows: (log, { instanceId }, context) => {
      if (!isGuarded) {
        const prefix = encodeCell(instanceId, true);
        return linesOf(log)
          .slice(1)
          .map((line) => `${prefix},${line}\n`);
      }
      const rows = auditRecords(log) ?? linesOf(log).map((line) => [line]);
      return rows.slice(1).map((row) => {
        const cells = guardRow([instanceId, ...row], (i) =>
          context.note('guarded', file, COLUMNS[i] ?? `column ${i + 1}`),
        );
        return `${cells.map((cell) => encodeCell(cell, true)).join(',')}\n`;
      });
    },
  };
}
