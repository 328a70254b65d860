import { encodeCell } from './briefcase-cells.ts';
import { auditFileName } from './briefcase-names.ts';
import type { AuditFile } from './format.ts';

const COLUMNS = ['instance ID', 'event', 'node', 'start', 'end'];

/**
 * The file that collects all audit logs (`odk-format` D9): each line of each log but its first, with the instance ID
 * before it, below a header that is always the same.
 */
export function briefcaseAudit(title: string): AuditFile {
  return {
    file: auditFileName(title),
    columns: COLUMNS,
    header: `${COLUMNS.join(', ')}\n`,
    rows: (log, { instanceId }) => {
      const lines = log.split(/\r\n|\n|\r/);
      if (lines.at(-1) === '') lines.pop();
      const prefix = encodeCell(instanceId, true);
      return lines.slice(1).map((line) => `${prefix},${line}\n`);
    },
  };
}
