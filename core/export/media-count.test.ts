// Covers core/export/media-cells.ts, core/export/rows-of.ts.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ExportAttachment } from '../model/rows.ts';
import { writeExport } from './export.ts';
import { countMedia, type MediaCount } from './media-count.ts';
import type { ExportOptions } from './options.ts';
import { field, form, repeat, submitted } from './testing/forms.ts';
import { MemoryReader } from './testing/memory-reader.ts';
import { temporaryFolder } from './testing/temporary.ts';

const place = mkdtempSync(join(tmpdir(), 'attache-media-count-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));
let number = 0;

function attached(name: string, content: string, knowsMd5 = true): ExportAttachment {
  number += 1;
  const path = join(place, `${number}`);
  writeFileSync(path, content);
  return { name, path, md5: knowsMd5 ? createHash('md5').update(content).digest('hex') : null };
}

const model = form([
  field('p', 'binary'),
  field('q', 'binary'),
  repeat('r', field('r/p', 'binary')),
  field('meta/audit', 'binary'),
]);
const missing: ExportAttachment = { name: 'missing.jpg', path: null, md5: null };
const gone: ExportAttachment = { name: 'gone.jpg', path: join(place, 'gone'), md5: null };
const audit = '<meta><audit>audit.csv</audit></meta>';
const submissions = [
  submitted(model, 'a', `<p>same.jpg</p><r><p> one.jpg </p></r>${audit}`, {
    attachments: [attached('same.jpg', 'x'), attached('one.jpg', 'one'), attached('audit.csv', 'event\n')],
  }),
  // The same name with the same content, in another case, and a file that no answer names.
  submitted(model, 'b', `<p>same.jpg</p><q>ONE.jpg</q>${audit}`, {
    attachments: [attached('same.jpg', 'x'), attached('ONE.jpg', 'one'), attached('no-answer.jpg', 'rest')],
  }),
  // The same name with other contents. One of them already has the name with the next number.
  submitted(model, 'c', '<p>same.jpg</p><q>same-2.jpg</q>', {
    attachments: [attached('same.jpg', 'yy'), attached('same-2.jpg', 'zzz')],
  }),
  submitted(model, 'd', '<p>same.jpg</p><q>same-3.jpg</q>', {
    attachments: [attached('same.jpg', 'zzz'), attached('same-3.jpg', 'zzz')],
  }),
  submitted(model, 'e', '<p>missing.jpg</p><q>gone.jpg</q><r><p>../up.jpg</p></r>', {
    attachments: [missing, gone, attached('../up.jpg', 'up')],
  }),
  // Its version has no definition, so all its files are copied.
  submitted(null, 'f', '<p>no-definition.jpg</p>', {
    version: 'other',
    attachments: [attached('no-definition.jpg', 'n'), attached('more.jpg', 'more'), missing],
  }),
];

function inFolder(folder: string): MediaCount {
  const media = join(folder, 'media');
  const sizes = (existsSync(media) ? readdirSync(media) : []).map((name) => statSync(join(media, name)).size);
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

const base = { folder: '', fileName: 'export.csv' };
const cases: readonly (readonly [string, ExportOptions, number])[] = [
  ['all of tidy', { ...base, format: 'tidy' }, 8],
  ['all of Briefcase', { ...base, format: 'briefcase' }, 8],
  ['chosen answers', { ...base, format: 'tidy', columns: ['q'] }, 3],
  ['no answers', { ...base, format: 'tidy', columns: [] }, 0],
  ['one version', { ...base, format: 'briefcase', version: 'other' }, 2],
  ['no media', { ...base, format: 'tidy', excludeMedia: true }, 0],
];

test.each(cases)('the count equals what an export writes: %s', async (_, asked, files) => {
  const options = { ...asked, folder: temporaryFolder() };
  const reader = new MemoryReader([model], submissions);
  const announced = await countMedia(reader, options, [1], async () => {});
  const report = await writeExport(reader, options);
  expect(announced).toEqual(inFolder(options.folder));
  expect(report.media).toEqual(announced);
  expect(announced.files).toBe(files);
});

test('counting lets other work go on, and can be stopped', async () => {
  const reader = new MemoryReader([model], submissions);
  const slow = {
    models: [model],
    storedPaths: () => new Map(),
    unopened: () => 0,
    *submissions() {
      for (const one of reader.submissions({})) {
        const until = performance.now() + 25;
        while (performance.now() < until);
        yield one;
      }
    },
  };
  const options = { ...base, format: 'tidy' } as const;
  const stopped = countMedia(slow, options, [1], () => Promise.reject(new Error('given up')));
  await expect(stopped).rejects.toThrow('given up');
});

test('a problem names the submission that it is about', async () => {
  const report = await writeExport(new MemoryReader([model], submissions), {
    ...base,
    format: 'tidy',
    folder: temporaryFolder(),
  });
  const named = submissions.find(({ instanceId }) => instanceId === 'e')?.rowId;
  expect(named).toBeDefined();
  expect(report.named).toMatchObject({
    'export.media_missing': expect.anything(),
    'export.media_failed': named,
  });
});
