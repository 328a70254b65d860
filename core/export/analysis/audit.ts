import { fileBeside } from '../../ground/export-names.ts';
import { auditFile } from '../csv/audit-file.ts';
import type { Cells } from '../csv/csv-table.ts';
import { rowEncoder } from '../csv/row-encoder.ts';
import type { AuditFile } from '../table.ts';

/** Returns the name of the file beside an export for analysis that collects all audit logs. Takes the base. */
export function auditName(base: string): string {
  return fileBeside(base, '-audit');
}

/**
 * Returns the file that collects all audit logs beside an export for analysis: the same CSV file as with
 * tidy tables, because every program reads it and its columns are the same for all forms. Takes the base of
 * the file names.
 */
export function analysisAudit(base: string): AuditFile<Cells> {
  return auditFile(auditName(base), {
    separator: ',',
    encode: rowEncoder(','),
    start: '',
    isGuarded: true,
  });
}
