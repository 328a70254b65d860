import { closeSync, readSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { openSync } from '../ground/patient-files.ts';
import type { ExportHome } from '../model/export-home.ts';
import type { ExportOptions } from './options.ts';

/** Whose rows a file holds: this form's, another's, or those of submissions that the workspace does not know. */
export type FileOwner = 'this form' | { readonly formId: string } | 'unknown';

/** Rows that are looked at, and the bytes in which they are looked for. */
const ROWS = 50;
const BYTES = 1024 * 1024;

/**
 * Whose a file is. What an export has made and nobody has changed is known; else the keys of its first rows tell. A
 * file without rows is as good as this form's. Takes the absolute path, and the options of the export that meets it.
 */
export function ownerOf(path: string, home: ExportHome, options: ExportOptions): FileOwner {
  const made = home.made(path);
  if (made?.isUnchanged === true && made.formId !== null) {
    return made.formId === home.formId ? 'this form' : { formId: made.formId };
  }
  const separator = options.profile === 'tidy' ? options.separator : undefined;
  const keys = keysIn(path, separator ?? ',');
  if (keys === null) return 'unknown';
  const forms = keys.map((key) => home.formsOfKey(key));
  const isOwn = (ids: readonly string[]) => ids.includes(home.formId);
  // One row of another form is enough: an earlier version of Attaché may have mixed the two.
  const [other] = forms.filter((ids) => !isOwn(ids)).flat();
  if (other !== undefined) return { formId: other };
  return keys.length === 0 || forms.some(isOwn) ? 'this form' : 'unknown';
}

/** The keys of a file's first rows; null when it has no column of keys, or is no CSV. */
function keysIn(path: string, separator: string): readonly string[] | null {
  try {
    const [header = [], ...rows] = parse(headOf(path), {
      bom: true,
      delimiter: separator,
      to: ROWS + 1,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as string[][];
    const column = keyColumn(header);
    if (column < 0) return null;
    // A key that begins like a formula has the guard's apostrophe.
    return rows
      .map((row) => (row[column] ?? '').replace(/^'(?=[=+\-@\t\r])/, ''))
      .filter((key) => key !== '');
  } catch {
    return null;
  }
}

/** `KEY` of the Briefcase profile, `key` of tidy, and what the collected audit logs and the list of what is left out have. */
function keyColumn(header: readonly string[]): number {
  const briefcase = header.lastIndexOf('KEY');
  if (briefcase >= 0) return briefcase;
  return header.findIndex((name) => ['key', 'instance ID', 'instance_id'].includes(name));
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(BYTES);
  const handle = openSync(path, 'r');
  try {
    const length = readSync(handle, head, 0, BYTES, 0);
    const whole = head.subarray(0, length);
    return length < BYTES ? whole : whole.subarray(0, whole.lastIndexOf(0x0a) + 1);
  } finally {
    closeSync(handle);
  }
}
