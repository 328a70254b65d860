// Covers core/export/formats/sheets/answer-html.ts, core/export/formats/sheets/description.ts,
// core/export/formats/sheets/first-keys.ts, core/export/formats/sheets/format.ts,
// core/export/formats/sheets/outline.ts, core/export/formats/sheets/page.ts,
// core/export/formats/sheets/plan.ts, core/export/formats/sheets/printed.ts,
// core/export/formats/sheets/sheet.ts, core/export/formats/sheets/style.ts,
// core/export/formats/sheets/text-html.ts.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { choices, field, form, group, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

const first = form(
  [
    field('name', 'string', { labels: { en: 'Name <of the child>', ar: 'اسم الطفل' } }),
    { ...group('home', field('home/water', 'select', choices('well', 'tap'))), labels: { en: 'Home' } },
    field('skipped', 'string'),
    field('empty', 'string', { labels: { en: 'Nothing said' } }),
    repeat('visit', field('visit/day', 'date'), repeat('visit/drug', field('visit/drug/dose', 'int'))),
    field('photo', 'binary'),
  ],
  { languages: ['en', 'ar'] },
);

const one = submitted(
  first,
  'uuid:1',
  `<name>Amina &lt;script&gt;alert(1)&lt;/script&gt;</name><home><water>well tap</water></home><empty/>
   <visit><day>2024-05-01</day><drug><dose>2</dose></drug></visit><visit><day>2024-06-01</day></visit>
   <photo>a photo.jpg</photo><unknown>an answer of no question</unknown>`,
);

function readerWithPhoto(): MemoryReader {
  const path = join(temporaryFolder(), 'stored');
  writeFileSync(path, 'a picture');
  return new MemoryReader([first], [{ ...one, attachments: [{ name: 'a photo.jpg', path, md5: null }] }]);
}

async function exported(reader: MemoryReader, options: Partial<OptionsFor<'sheets'>> = {}): Promise<string> {
  const folder = temporaryFolder();
  await writeExport(reader, { folder, fileName: 'page', ...options, format: 'sheets' });
  return readFileSync(join(folder, 'page.html'), 'utf8');
}

const textOf = (html: string): string =>
  html
    .slice(html.indexOf('<body>'))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

test('a sheet has each answer once, in the order of the form', async () => {
  const html = await exported(readerWithPhoto());
  const text = textOf(html);
  const order = [
    'Name &lt;of the child&gt; Amina &lt;script&gt;alert(1)&lt;/script&gt;',
    'Home water WELL TAP',
    'Nothing said –',
    'visit 1/2 day 2024-05-01',
    'drug 1/1 dose 2',
    'visit 2/2 day 2024-06-01',
    'photo a photo.jpg',
    'Other answers unknown an answer of no question',
  ];
  let place = 0;
  for (const part of order) {
    expect(text.indexOf(part, place), part).toBeGreaterThanOrEqual(place);
    place = text.indexOf(part, place) + part.length;
  }
  expect(text).not.toContain('skipped');
  expect(html).toContain('<img src="media/a%20photo.jpg" alt="a photo.jpg">');
  expect(html).not.toContain('<script');
});

test('labels are in the language that was asked for, and read from its side', async () => {
  const html = await exported(readerWithPhoto(), { labels: 'ar' });
  expect(html).toContain('dir="rtl"');
  expect(textOf(html)).toContain('اسم الطفل Amina');
});

test('only the chosen answers are shown', async () => {
  const text = textOf(await exported(readerWithPhoto(), { columns: ['name'] }));
  expect(text).toContain('Amina');
  for (const left of ['WELL', 'day', 'photo', 'Other answers']) expect(text).not.toContain(left);
});

test('the rows of a repeat that the form does not name are on the sheet too', async () => {
  const newer = form([field('name')], { version: '2' });
  const reader = new MemoryReader([newer, first], [{ ...one, version: '2' }]);
  const text = textOf(await exported(reader));
  for (const answer of ['well tap', '2024-05-01', '2024-06-01', '2']) expect(text).toContain(answer);
});

test('the page is printed with its pictures beside it, and both files appear together', async () => {
  const folder = temporaryFolder();
  let seen = '';
  const print = (page: string, pdf: string): Promise<void> => {
    seen = readFileSync(page, 'utf8');
    expect(readdirSync(join(dirname(page), 'media'))).toEqual(['a photo.jpg']);
    expect(readdirSync(folder)).not.toContain('page.html');
    writeFileSync(pdf, '%PDF-1.4');
    return Promise.resolve();
  };
  await writeExport(readerWithPhoto(), {
    folder,
    fileName: 'page',
    format: 'sheets',
    pdf: true,
    printer: { print },
  });
  expect(readdirSync(folder).sort()).toEqual(['media', 'page.html', 'page.pdf']);
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).toBe(seen);
  expect(statSync(join(folder, 'page.pdf')).size).toBe(8);
});

test('a page that cannot be printed leaves nothing', async () => {
  const folder = temporaryFolder();
  const printer = { print: () => Promise.reject(new Error('no paper')) };
  const options = { folder, fileName: 'page', format: 'sheets', pdf: true, excludeMedia: true } as const;
  await expect(writeExport(readerWithPhoto(), { ...options, printer })).rejects.toThrow('no paper');
  await expect(writeExport(readerWithPhoto(), options)).rejects.toMatchObject({ code: 'export.no_printer' });
  expect(readdirSync(folder)).toEqual([]);
});
