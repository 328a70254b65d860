// Covers core/export/output-files.ts, core/export/temp-files.ts.
import { closeSync, constants, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { holdFiles } from '../testing/held-files.ts';
import type { ExportOptions } from './options.ts';
import { briefcase, csvFiles } from './testing/export-to.ts';
import { field, form, repeat, submitted } from './testing/forms.ts';
import { MemoryReader } from './testing/memory-reader.ts';
import { temporaryFolder } from './testing/temporary.ts';

const model = form([field('a'), field('photo', 'binary'), repeat('r', field('r/b'))]);
const first = submitted(model, 'i1', '<a>1</a><r><b>x</b></r>');
const second = submitted(model, 'i2', '<a>2</a><r><b>y</b></r>');
const both = new MemoryReader([model], [first, second]);
const busy = (file: string) => ({ code: 'export.file_busy', params: { file } });

test.each<[string, Pick<ExportOptions, 'overwrite'>]>([
  ['replaced', { overwrite: true }],
  ['added to', { overwrite: false }],
])('a file that stays open elsewhere is named before the work, and nothing is %s', async (_, how) => {
  const { folder, files } = await briefcase(new MemoryReader([model], [first]));
  holdFiles((name) => name === 'export-r.csv');
  const progress = vi.fn();
  const run = briefcase(both, { folder, ...how }, { progress });
  await expect(run).rejects.toMatchObject(busy('export-r.csv'));
  expect(progress).not.toHaveBeenCalled();
  expect(csvFiles(folder)).toEqual(files);
  expect(readdirSync(folder)).toEqual(['export-r.csv', 'export.csv']);
});

test('a file that is opened elsewhere while rows are read leaves all files unchanged', async () => {
  const { folder, files } = await briefcase(new MemoryReader([model], [first]));
  const progress = vi.fn(() => void holdFiles((name) => name === 'export-r.csv'));
  const run = briefcase(both, { folder, overwrite: true }, { progress });
  await expect(run).rejects.toMatchObject(busy('export-r.csv'));
  expect(csvFiles(folder)).toEqual(files);
  expect(readdirSync(folder)).toEqual(['export-r.csv', 'export.csv']);
});

test('a file that is closed again in time is replaced', async () => {
  const { folder } = await briefcase(new MemoryReader([model], [first]));
  const holder = holdFiles((name) => name === 'export.csv', { times: 4 });
  const { files } = await briefcase(both, { folder, overwrite: true });
  expect(holder.met).toBeGreaterThan(4);
  expect(files['export.csv']?.split('\n')).toHaveLength(4);
});

test('an attachment of the workspace that is held is reported, and the export continues without it', async () => {
  const folder = temporaryFolder();
  const source = join(temporaryFolder(), 'x.jpg');
  writeFileSync(source, 'picture');
  const withPhoto = submitted(model, 'i3', '<photo>p.jpg</photo>', {
    attachments: [{ name: 'p.jpg', path: source, md5: null }],
  });
  holdFiles((name) => name === 'x.jpg');
  const { files, report } = await briefcase(new MemoryReader([model], [first, withPhoto]), { folder });
  expect(report.problems).toEqual([{ code: 'export.media_failed', params: { count: 1, instanceId: 'i3' } }]);
  expect(files['export.csv']?.split('\n')).toHaveLength(4);
  expect(readdirSync(join(folder, 'media'))).toEqual([]);
});

/** A flag of Windows: no other program may read, write or remove the file. */
const WITHOUT_SHARING = 0x1000_0000;

test.runIf(process.platform === 'win32')(
  'a file that Windows really holds is named, and stays whole',
  async () => {
    const { folder, files } = await briefcase(new MemoryReader([model], [first]));
    const held = openSync(join(folder, 'export.csv'), constants.O_RDWR | WITHOUT_SHARING);
    await expect(briefcase(both, { folder, overwrite: true })).rejects.toMatchObject(busy('export.csv'));
    closeSync(held);
    expect(csvFiles(folder)).toEqual(files);
    expect(readdirSync(folder)).toEqual(['export-r.csv', 'export.csv']);
    const after = await briefcase(both, { folder, overwrite: true });
    expect(after.files['export.csv']?.split('\n')).toHaveLength(4);
  },
);

test('a copied file that is open elsewhere is named, and not copied under another name', async () => {
  const folder = temporaryFolder();
  const source = join(temporaryFolder(), 'x.jpg');
  writeFileSync(source, 'picture');
  mkdirSync(join(folder, 'media'));
  writeFileSync(join(folder, 'media', 'p.jpg'), 'picture');
  const withPhoto = submitted(model, 'i3', '<photo>p.jpg</photo>', {
    attachments: [{ name: 'p.jpg', path: source, md5: null }],
  });
  holdFiles((name) => name === 'p.jpg');
  await expect(briefcase(new MemoryReader([model], [withPhoto]), { folder })).rejects.toMatchObject(
    busy('p.jpg'),
  );
  expect(readdirSync(folder)).toEqual(['media']);
  expect(readFileSync(join(folder, 'media', 'p.jpg'), 'utf8')).toBe('picture');
});
