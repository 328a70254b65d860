// Covers core/export/formats/stata/target.ts, core/export/formats/stata/first-keys.ts,
// core/export/formats/stata/format.ts, core/export/formats/stata/description.ts.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FormField } from '../../../model/form.ts';
import { type ExportReport, writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { planExport } from '../../plan-export.ts';
import { field, form, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { firstKeys } from './first-keys.ts';

type Given = Partial<OptionsFor<'stata'>>;

async function exported(
  reader: MemoryReader,
  more: Given = {},
): Promise<{ readonly folder: string; readonly report: ExportReport }> {
  const folder = more.folder ?? temporaryFolder();
  const report = await writeExport(reader, { format: 'stata', fileName: 'Study', ...more, folder });
  return { folder, report };
}

/** The names of the variables of a file, in order. */
function variablesIn(path: string): readonly string[] {
  const bytes = readFileSync(path);
  const [begin, end] = [bytes.indexOf('<varnames>') + 10, bytes.indexOf('</varnames>')];
  return Array.from({ length: (end - begin) / 129 }, (_, i) =>
    bytes.toString('utf8', begin + 129 * i, begin + 129 * (i + 1)).replace(/\0+$/, ''),
  );
}

function wide(count: number): MemoryReader {
  const fields = Array.from({ length: count }, (_, i): FormField => field(`q${i}`));
  const model = form([...fields, repeat('part2', field('part2/a'))]);
  const answers = `<q0>first</q0><q${count - 1}>${'x'.repeat(3000)}</q${count - 1}>`;
  return new MemoryReader([model], [submitted(model, 'uuid:1', answers), submitted(model, 'uuid:2', '')]);
}

test('a table above 32,767 variables is in several files, each with the key, and a script joins them', async () => {
  const { folder, report } = await exported(wide(33_000));
  expect(readdirSync(folder).sort()).toEqual([
    ...['Study-part2-2.dta', 'Study-part2.dta', 'Study.do', 'Study.dta'],
  ]);
  const [first, second] = ['Study.dta', 'Study-part2-2.dta'].map((name) => variablesIn(join(folder, name)));
  // One of the 32,767 is only there when a date of a submission cannot be read.
  expect(first?.length).toBe(32_766);
  expect(second?.[0]).toBe('key');
  const all = [...(first ?? []), ...(second?.slice(1) ?? [])];
  expect(new Set(all).size).toBe(all.length);
  expect(all.filter((name) => /^q\d+$/.test(name))).toEqual(
    Array.from({ length: 33_000 }, (_, i) => `q${i}`),
  );
  expect(readFileSync(join(folder, 'Study.do'), 'utf8')).toContain(
    'merge 1:1 key using `"Study-part2-2.dta"\', nogenerate',
  );
  expect(report.notes.map(({ code, params }) => [code, params.file, params.edition])).toEqual([
    ['export.stata_editions', 'Study.dta', 'se'],
  ]);
  for (const name of ['Study.dta', 'Study-part2-2.dta']) {
    expect(firstKeys(join(folder, name))).toEqual(['uuid:1', 'uuid:2']);
  }
});

test('release 119 holds them in one file, and the report says who can read it', async () => {
  const { folder, report } = await exported(wide(33_000), { stataRelease: '119', addNumber: true });
  expect(readFileSync(join(folder, 'Study.dta')).toString('latin1', 0, 41)).toContain('<release>119<');
  expect(variablesIn(join(folder, 'Study.dta')).length).toBeGreaterThan(33_000);
  expect(report.notes.map(({ code, params }) => [code, params.file, params.edition])).toEqual([
    ['export.stata_editions', 'Study.dta', 'mp'],
    ['export.stata_long_texts', 'Study.dta', undefined],
  ]);
  expect(firstKeys(join(folder, 'Study.dta'))).toEqual(['uuid:1', 'uuid:2']);
});

test('release 119 is not used for a table that release 118 can hold', async () => {
  const { folder, report } = await exported(wide(10), { stataRelease: '119' });
  expect(readFileSync(join(folder, 'Study.dta')).toString('latin1', 0, 41)).toContain('<release>118<');
  expect(report.notes).toEqual([]);
});

test('the report says which editions open more than 2,048 variables', async () => {
  const { report } = await exported(wide(2600));
  expect(report.notes).toMatchObject([{ code: 'export.stata_editions', params: { edition: 'se' } }]);
});

const model = form([
  field('n', 'decimal'),
  field('day', 'date'),
  field('at', 'dateTime'),
  field('with'),
  field('_n'),
  field('str5'),
  field('if'),
]);

test('an answer that Stata cannot hold is in the column of texts, as it was written', async () => {
  const answers = [
    '<n>9e307</n><day>0099-12-31</day><at>0099-12-31T00:00:00.000Z</at>',
    '<n>1e400</n><day>0100-01-01</day><at>0100-01-01T00:00:00.000Z</at>',
  ];
  const submissions = answers.map((xml, i) => submitted(model, `uuid:${i}`, xml));
  const { folder, report } = await exported(new MemoryReader([model], submissions));
  expect(variablesIn(join(folder, 'Study.dta'))).toEqual(
    expect.arrayContaining(['n', 'n_text', 'day', 'day_text', 'at', 'at_text']),
  );
  const bytes = readFileSync(join(folder, 'Study.dta')).toString('latin1');
  for (const text of ['9e307', '1e400', '0099-12-31', '0099-12-31T00:00:00.000Z'])
    expect(bytes).toContain(text);
  expect(bytes).not.toContain('0100-01-01');
  expect(report.notes.map(({ code, params }) => [code, params.column, params.count]).sort()).toEqual([
    ['export.answers_of_other_type', 'at', 1],
    ['export.answers_of_other_type', 'day', 1],
    ['export.answers_of_other_type', 'n', 2],
  ]);
});

test('words of Stata are no names of variables', () => {
  const plan = planExport(new MemoryReader([model], []), {
    format: 'stata',
    folder: temporaryFolder(),
    fileName: 'Study',
  });
  const names = plan.tables[0]?.columns ?? [];
  expect(names).toEqual(expect.arrayContaining(['with_', 'str5_', 'if_']));
  expect(names.every((name) => /^\p{L}[\p{L}\d_]{0,31}$/u.test(name))).toBe(true);
});

test('an export with a number behind its name has a script that names its own files', async () => {
  const own = form([field('a'), repeat('r', field('r/b'))]);
  const reader = new MemoryReader([own], [submitted(own, 'i', '<a>1</a><r><b>2</b></r>')]);
  const { folder } = await exported(reader);
  await exported(reader, { folder, addNumber: true });
  expect(readFileSync(join(folder, 'Study (2).do'), 'utf8')).toContain('use `"Study-r (2).dta"\', clear');
});

test('keys are read only from files of ours', () => {
  const path = join(temporaryFolder(), 'a.dta');
  for (const text of ['', 'mine', '<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>']) {
    writeFileSync(path, text.padEnd(text === '' ? 0 : 200, '\xff'), 'latin1');
    expect(firstKeys(path)).toBeNull();
  }
  expect(firstKeys(join(temporaryFolder(), 'none.dta'))).toBeNull();
});
