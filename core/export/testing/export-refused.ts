import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isProblem } from '../../ground/problem.ts';
import type { ExportSubmission, RowReader } from '../../model/rows.ts';
import { otherDatabases } from '../../store/other-database.ts';
import { writeExport } from '../export.ts';
import { optionsWith } from '../formats/chosen-options.ts';
import { type FormatId, fileFormatIds } from '../formats/descriptions.ts';
import { field, form, submitted } from './forms.ts';

/**
 * Run as a separate process. With `make`, exports one submission in every format, each into its own folder of the
 * second argument. With `full` or `read-only`, then exports more than the disk can hold over these files, and
 * prints for each format which problem that was and whether the folder is as it was.
 */
const [mode = '', disk = ''] = process.argv.slice(2);

const model = form([field('at', 'geopoint'), field('story')]);
const one = submitted(model, 'uuid:0', '<at>1 2</at><story>short</story>');
/** Texts that no format makes smaller. */
const STORIES = 8000;

const readerOf = (count: number): RowReader => ({
  models: [model],
  *submissions() {
    for (let n = 0; n < count; n += 1) yield n === 0 ? one : long(n);
  },
  unopened: () => 0,
  storedPaths: () => new Map(),
});

function long(n: number): ExportSubmission {
  const [main] = one.records;
  if (main === undefined) throw new Error('no record');
  const key = `uuid:${n}`;
  const record = { ...main, key, values: { ...main.values, story: randomBytes(600).toString('base64') } };
  return { ...one, rowId: n, instanceId: key, records: [record] };
}

function contentOf(folder: string): string {
  return JSON.stringify(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]),
  );
}

const run = (format: FormatId, folder: string, count: number) =>
  writeExport(
    readerOf(count),
    optionsWith(format, {}, { folder, fileName: 'file', overwrite: true, databases: otherDatabases }),
  );

for (const format of fileFormatIds) {
  const folder = join(disk, format);
  if (mode !== 'read-only') {
    mkdirSync(folder);
    await run(format, folder, 1);
  }
  if (mode === 'make') continue;
  const before = contentOf(folder);
  const problem = await run(format, folder, STORIES).then(
    () => 'none',
    (error: unknown) =>
      isProblem(error) ? `${error.code} ${error.data.params.reason ?? ''}`.trim() : String(error),
  );
  process.stdout.write(`${format}: ${problem}, ${contentOf(folder) === before ? 'unchanged' : 'changed'}\n`);
  if (mode === 'full') rmSync(folder, { recursive: true });
}
