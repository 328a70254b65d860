import { stringify } from 'csv-stringify/sync';
import { writeWhole } from '../../core/export/write-whole.ts';
import { parseGroupId } from './group-id.ts';
import { type GroupReader, membersOf } from './group-reader.ts';

const HEADER = [
  'instance_id',
  'form_id',
  'form_version',
  'server',
  'received',
  'device',
  'files_here',
  'files_expected',
  'problem',
];

/**
 * Writes the submissions of a group as CSV: IDs, dates, devices and numbers of files, but no answers. Returns
 * the number of rows. Throws `export.*` problems when the file cannot be written.
 */
export async function writeGroup(groups: GroupReader, id: string, path: string): Promise<number> {
  const { formId, source, code } = parseGroupId(id);
  const rows: (readonly (string | number)[])[] = [];
  for await (const one of membersOf(groups, id)) {
    const { version, submittedAt, device, present, expected } = one;
    const files = [present ?? '', expected ?? ''];
    rows.push([one.id, formId, version ?? '', source, submittedAt ?? '', device ?? '', ...files, code]);
  }
  // IDs and device names come from devices: none may start a formula in a spreadsheet.
  writeWhole(path, stringify([HEADER, ...rows], { escape_formulas: true, record_delimiter: '\r\n' }));
  return rows.length;
}
