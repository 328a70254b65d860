import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FormModel } from '../model/form.ts';
import { writeExport } from './export.ts';
import { baseNames } from './form-base.ts';
import { briefcase, csvFiles, tidy } from './testing/export-to.ts';
import { field, form, group, repeat, submitted } from './testing/forms.ts';
import { type GivenForm, MemoryHome } from './testing/memory-home.ts';
import { MemoryReader } from './testing/memory-reader.ts';
import { temporaryFolder } from './testing/temporary.ts';

const runs = { tidy, briefcase } as const;
const formats = ['tidy', 'briefcase'] as const;
const model = form([field('q'), repeat('r', field('r/x'))]);
const reader = (answer: string, of: FormModel = model) =>
  new MemoryReader([of], [submitted(of, `uuid:${answer}`, `<q>${answer}</q><r><x>${answer}</x></r>`)]);

/** Makes a folder with an export of form A. Returns what a workspace with the forms A and B knows of it. */
async function filled(
  format: (typeof formats)[number],
  { isRemembered }: { readonly isRemembered: boolean },
) {
  const { folder, report } = await runs[format](reader('A'));
  const home = new MemoryHome('b');
  home.keys.set('uuid:A', ['a']).set('uuid:A/r[1]', ['a']).set('uuid:B', ['b']).set('uuid:B/r[1]', ['b']);
  if (isRemembered) {
    const [main = ''] = report.files.map(({ path }) => path);
    for (const { path } of report.files) {
      home.files.set(path, { formId: 'a', madeAt: null, isUnchanged: true, main });
    }
  }
  return { folder, home };
}

test.each(formats.flatMap((format) => [true, false].map((isRemembered) => ({ format, isRemembered }))))(
  'a file of another form is not replaced and gets no rows: $format, remembered: $isRemembered',
  async (given) => {
    const { folder, home } = await filled(given.format, given);
    const before = csvFiles(folder);
    for (const more of [{}, { overwrite: false }, { newSince: 'x' }]) {
      await expect(runs[given.format](reader('B'), { folder, home, ...more })).rejects.toMatchObject({
        code: 'export.file_of_other_form',
        params: { file: 'export.csv', form: 'a' },
      });
      expect(csvFiles(folder)).toEqual(before);
    }
    const { files } = await runs[given.format](reader('B'), { folder, home, overwrite: true });
    expect(Object.values(files).join()).not.toContain('uuid:A');
  },
);

test('a file with rows of two forms belongs to neither', async () => {
  const { folder } = await tidy(reader('A'));
  await tidy(reader('B'), { folder, overwrite: false });
  for (const [own, other] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    const home = new MemoryHome(own);
    home.keys.set('uuid:A', ['a']).set('uuid:B', ['b']);
    await expect(tidy(reader('B'), { folder, home })).rejects.toMatchObject({
      code: 'export.file_of_other_form',
      params: { form: other },
    });
  }
});

test('a file of a version that did not record forms keeps its name, when its keys tell whose file it is', async () => {
  const titles: GivenForm[] = [
    ['a', 'A form'],
    ['b', 'A form'],
  ];
  const { folder } = await tidy(reader('A'), { fileName: undefined });
  const baseOf = (formId: string) => {
    const home = new MemoryHome(formId, titles);
    home.keys.set('uuid:A', ['a']);
    home.files.set(join(realpathSync(folder), 'A form.csv'), {
      formId: null,
      madeAt: null,
      isUnchanged: true,
    });
    return baseNames('A form', { format: 'tidy', folder, home }).form;
  };
  expect([baseOf('a'), baseOf('b')]).toEqual(['A form', 'A form (b)']);
});

test('a repeat of another form is as safe as a main file', async () => {
  const { folder, home } = await filled('tidy', { isRemembered: false });
  const { files } = await tidy(reader('B'), { folder: temporaryFolder(), home });
  writeFileSync(join(folder, 'export.csv'), files['export.csv'] ?? '');
  await expect(tidy(reader('B'), { folder, home })).rejects.toMatchObject({
    code: 'export.file_of_other_form',
    params: { file: 'export-r.csv' },
  });
});

test('the collected audit logs of two forms are not mixed', async () => {
  const audited = form([field('q'), group('meta', field('meta/audit', 'binary'))]);
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'A form - audit.csv'), 'instance ID, event, node, start, end\nuuid:A,q,,1,2\n');
  const home = new MemoryHome('b');
  home.keys.set('uuid:A', ['a']);
  await expect(briefcase(reader('B', audited), { folder, home, overwrite: false })).rejects.toMatchObject({
    code: 'export.file_of_other_form',
    params: { file: 'A form - audit.csv' },
  });
});

test.each(formats)(
  '%s: rows of unknown submissions are not replaced, but rows can be added below them',
  async (format) => {
    const { folder } = await filled(format, { isRemembered: false });
    const home = new MemoryHome('b');
    await expect(runs[format](reader('B'), { folder, home })).rejects.toMatchObject({
      code: 'export.file_unknown',
      params: { file: 'export.csv' },
    });
    const { files } = await runs[format](reader('B'), { folder, home, overwrite: false });
    expect(files['export.csv']).toMatch(/uuid:A[\s\S]*uuid:B/);
  },
);

test.each(formats)(
  '%s: this form’s own file is replaced, remembered or known by its keys',
  async (format) => {
    const { folder } = await filled(format, { isRemembered: false });
    const home = new MemoryHome('a');
    home.keys.set('uuid:A', ['a', 'b']).set('uuid:A/r[1]', ['a', 'b']);
    const { files } = await runs[format](reader('new'), { folder, home });
    expect(files['export.csv']).not.toContain('uuid:A');
    const wider = form([field('q'), field('more'), repeat('r', field('r/x'))]);
    await expect(runs[format](reader('A', wider), { folder, home })).rejects.toMatchObject({
      code: 'export.file_differs',
    });
    for (const file of ['export.csv', 'export-r.csv']) {
      home.files.set(join(folder, file), { formId: 'a', madeAt: null, isUnchanged: true });
    }
    expect((await runs[format](reader('A', wider), { folder, home })).files['export.csv']).toContain('more');
  },
);

test('a file without rows, with a mark and another separator, or with a guarded key is recognised', async () => {
  const home = new MemoryHome('b');
  home.keys.set('=1', ['a']);
  const folder = temporaryFolder();
  const options = { folder, home, separator: ';', byteOrderMark: true };
  await tidy(new MemoryReader([model], []), options);
  await tidy(new MemoryReader([model], [submitted(model, '=1', '<q>1</q>')]), options);
  await expect(tidy(reader('B'), options)).rejects.toMatchObject({
    code: 'export.file_of_other_form',
    params: { form: 'a' },
  });
});

test('tables of an earlier export that stay beside the new ones are named', async () => {
  const { folder, home } = await filled('tidy', { isRemembered: true });
  const flat = form([field('q')]);
  const one = new MemoryReader([flat], [submitted(flat, 'uuid:B', '<q>B</q>')]);
  const { report } = await tidy(one, { folder, home, overwrite: true });
  expect(report.notes).toEqual([{ code: 'export.files_left', params: { count: 1, files: 'export-r.csv' } }]);
});

test('equal attachments of two forms in one folder never take each other’s place', async () => {
  const photo = form([field('p', 'binary')]);
  const folder = temporaryFolder();
  const stored = temporaryFolder();
  mkdirSync(stored, { recursive: true });
  const one = (content: string) => {
    writeFileSync(join(stored, content), content);
    const attachments = [{ name: 'a.jpg', path: join(stored, content), md5: null }];
    return new MemoryReader([photo], [submitted(photo, content, '<p>a.jpg</p>', { attachments })]);
  };
  await tidy(one('A'), { folder, fileName: 'a' });
  const { files } = await tidy(one('B'), { folder, fileName: 'b' });
  expect(files['a.csv']).toContain('media/a.jpg');
  expect(files['b.csv']).toContain('media/a-2.jpg');
});

test('a format that writes whole files says that it adds no rows, and leaves its file as it is', async () => {
  const folder = temporaryFolder();
  const home = new MemoryHome('a');
  const options = { folder, fileName: 'x', format: 'stata', home } as const;
  await writeExport(reader('A'), options);
  const file = join(folder, 'x.dta');
  home.files.set(file, { formId: 'a', madeAt: null, isUnchanged: true });
  const before = readFileSync(file);
  await expect(writeExport(reader('B'), { ...options, overwrite: false })).rejects.toMatchObject({
    code: 'export.file_whole',
    params: { file: 'x.dta' },
  });
  expect(readFileSync(file)).toEqual(before);
  home.files.set(file, { formId: 'a', madeAt: null, isUnchanged: false });
  await expect(writeExport(reader('B'), { ...options, overwrite: false })).rejects.toMatchObject({
    code: 'export.file_differs',
  });
});
