// Covers core/export/cell-notes.ts, core/export/own-columns.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExportSubmission } from '../model/rows.ts';
import { briefcase, tidy } from './testing/export-to.ts';
import { field, form, submitted } from './testing/forms.ts';
import { MemoryReader } from './testing/memory-reader.ts';
import { temporaryFolder } from './testing/temporary.ts';

/* Rows that are added to a file get the columns of that file. */
const model = { ...form([field('a'), field('b')]), publicKey: null };

class Reader extends MemoryReader {
  readonly #sources: boolean;

  constructor(submissions: readonly ExportSubmission[], sources = false) {
    super([model], submissions);
    this.#sources = sources;
  }

  hasSeveralSources(): boolean {
    return this.#sources;
  }
}

const of = (id: string, more: Partial<ExportSubmission> = {}) => submitted(model, id, `<a>${id}</a>`, more);
const north = { sources: () => ['north'] };
const south = { sources: () => ['south'] };

test('a file that began with one source keeps its columns when a second source fills the form', async () => {
  const folder = temporaryFolder();
  const { files } = await tidy(new Reader([of('1', north)]), { folder });
  const old = files['export.csv'] ?? '';
  expect(old).not.toContain('submission_source');
  const both = new Reader([of('1', north), of('2', { ...south, isDraft: true })], true);
  const { report } = await tidy(both, { folder, overwrite: false });
  const text = readFileSync(join(folder, 'export.csv'), 'utf8');
  expect(text.startsWith(old)).toBe(true);
  const [header, , added, ...none] = text.trimEnd().split('\n');
  expect([added?.split(',').length, none]).toEqual([header?.split(',').length, []]);
  expect(report.notes).toMatchObject([
    { code: 'export.columns_lacking', params: { count: 2, columns: 'is_draft, submission_source' } },
    { code: 'export.rows_there' },
  ]);
  // What only the new ones are asked for is the same.
  const again = new Reader([of('3', south)], true);
  expect((await tidy(again, { folder, newSince: 'weekly' })).report.rows).toBe(1);
});

test('a file with these columns has them filled when only one source is left', async () => {
  const folder = temporaryFolder();
  await tidy(new Reader([of('1', north), of('2', { ...south, isDraft: true })], true), { folder });
  const { files, report } = await tidy(new Reader([of('3', south)]), { folder, overwrite: false });
  expect(files['export.csv']?.trimEnd().split('\n').at(-1)).toMatch(/,false,south$/);
  expect(report.notes).toEqual([]);
});

test('columns that the user asked for, and columns of answers, do not change to fit a file', async () => {
  const folder = temporaryFolder();
  await tidy(new Reader([of('1', north)]), { folder });
  const differs = { code: 'export.file_differs' };
  const two = new Reader([of('2', south)], true);
  await expect(tidy(two, { folder, overwrite: false, sourceColumn: true })).rejects.toMatchObject(differs);
  await expect(tidy(two, { folder, overwrite: false, columns: ['a'] })).rejects.toMatchObject(differs);
});

test('Briefcase: drafts, and a form that became encrypted', async () => {
  const folder = temporaryFolder();
  const plain = { encrypted: false, signature: 'unsigned' } as const;
  const { files } = await briefcase(new Reader([of('1', plain)]), { folder });
  const old = files['export.csv'] ?? '';
  expect(old).not.toContain('isValidated');
  const both = new Reader([of('1', plain), of('2', { isDraft: true })]);
  const added = await briefcase(both, { folder, overwrite: false });
  expect(added.files['export.csv']?.startsWith(old)).toBe(true);
  expect(added.report.notes[0]).toMatchObject({ params: { columns: 'isValidated, isDraft' } });
});
