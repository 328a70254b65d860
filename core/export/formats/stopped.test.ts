// Covers core/export/analysis/finished-table.ts.
// Covers core/export/output-files.ts.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { ExportSubmission, RowFilter } from '../../model/rows.ts';
import { otherDatabases } from '../../store/other-database.ts';
import { cellContext } from '../analysis/testing/tables-of.ts';
import { writeExport } from '../export.ts';
import { planExport } from '../plan-export.ts';
import { choices, field, form, submitted } from '../testing/forms.ts';
import { MemoryReader } from '../testing/memory-reader.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { optionsWith } from './chosen-options.ts';
import type { FormatId } from './descriptions.ts';

/* An export can be stopped while a file is written that is written when all rows are known. */

const model = form([field('at', 'geopoint'), field('sex', 'select1', choices('f', 'm')), field('story')]);
const one = submitted(model, '', '<at>1 2</at><sex>f</sex>');
const COUNT = 20_000;

/** Gives many submissions, and calls a function once the last of them was read. */
class ManyRows extends MemoryReader {
  readonly #atEnd: () => void;

  constructor(atEnd: () => void) {
    super([model], []);
    this.#atEnd = atEnd;
  }

  override *submissions(_filter: RowFilter): Iterable<ExportSubmission> {
    const [main] = one.records;
    if (main === undefined) throw new Error('no record');
    for (let i = 0; i < COUNT; i += 1) {
      const key = `uuid:${i}`;
      const values = { ...main.values, story: `${i} `.repeat(i === 0 ? 10_000 : 30) };
      yield { ...one, instanceId: key, rowId: i + 1, records: [{ ...main, key, values }] };
    }
    this.#atEnd();
  }

  override storedPaths(): ReadonlyMap<string, readonly string[]> {
    return new Map();
  }
}

const FORMATS: readonly FormatId[] = ['stata', 'spss', 'excel', 'geopackage', 'geojson', 'codebook'];

const optionsOf = (format: FormatId, folder: string) =>
  optionsWith(format, {}, { folder, databases: otherDatabases, overwrite: true });

it.each(FORMATS)('%s stops while it writes', async (format) => {
  const folder = temporaryFolder();
  const reader = new ManyRows(() => undefined);
  const [table] = planExport(reader, optionsOf(format, folder)).tables;
  const sink = table?.open(join(folder, table.file), false);
  for (const submission of reader.submissions({})) {
    const [record] = submission.records;
    if (record !== undefined) sink?.add(table?.row(record, submission, cellContext()));
  }
  // A file that is not empty is written while the rows pass: then there is little left to stop.
  const waits = readdirSync(folder).some((name) => statSync(join(folder, name)).size === 0);
  if (!waits) return sink?.discard();
  const stopping = new AbortController();
  const reason = new Error('stopped');
  setImmediate(() => stopping.abort(reason));
  await expect(Promise.resolve(sink?.finish(stopping.signal))).rejects.toBe(reason);
  sink?.discard();
  expect(readdirSync(folder)).toEqual([]);
});

it('an export that is stopped while it writes leaves the folder as it was', async () => {
  const folder = temporaryFolder();
  const options = optionsOf('stata', folder);
  const before = await writeExport(new MemoryReader([model], [one]), options);
  const files = before.files.map(({ path }) => [path, readFileSync(path)] as const);
  const names = readdirSync(folder).sort();
  const stopping = new AbortController();
  const reason = new Error('stopped');
  const exported = vi.fn();
  const reader = new ManyRows(() => {
    setImmediate(() => stopping.abort(reason));
  });
  const hooks = { signal: stopping.signal, exported };
  await expect(writeExport(reader, options, hooks)).rejects.toBe(reason);
  expect(exported).not.toHaveBeenCalled();
  expect(readdirSync(folder).sort()).toEqual(names);
  for (const [path, bytes] of files) expect(readFileSync(path).equals(bytes)).toBe(true);
});
