import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileBase, fileNames } from '../export/file-names.ts';
import { auditFileName, briefcaseBase, repeatFileNames } from '../export/formats/briefcase/names.ts';
import { leftOutFile } from '../export/left-out.ts';
import { exportedName, fitBase, isSafeFileName, stripName, withoutExtension } from './export-names.ts';
import { foldName } from './file-name.ts';

test('names are cleaned as Briefcase cleans them', () => {
  expect(stripName('My Form: a-b_c (v1.0) é’/x\ty')).toBe('My Form_ a_b_c _v1_0_ é’_x y');
  expect(stripName('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~')).toBe('_'.repeat(32));
  expect(stripName('a\u00a0b\nc')).toBe('a\u00a0b c');
});

test('only the last extension goes', () => {
  expect(withoutExtension('a.b.csv')).toBe('a.b');
  expect(withoutExtension('export')).toBe('export');
  expect(withoutExtension('.csv')).toBe('.csv');
});

test('a name is cut between characters', () => {
  expect(fitBase('a'.repeat(95))).toBe('a'.repeat(95));
  expect(fitBase('a'.repeat(300))).toMatch(/^a{86}-[0-9a-f]{8}$/);
  expect(fitBase('a'.repeat(300), 40)).toMatch(/^a{46}-[0-9a-f]{8}$/);
  expect(Buffer.byteLength(fitBase('😀'.repeat(100)))).toBeLessThanOrEqual(155);
  expect(fitBase('😀'.repeat(100))).toMatch(/^(😀){36}-[0-9a-f]{8}$/u);
});

describe('no exported file has a name of more than 120 characters, or more bytes than file systems take', () => {
  const title = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
    fc.constantFrom('a'.repeat(94), 'A '.repeat(60), 'ሰላም'.repeat(30), 'CON', 'nul.x', 'COM¹'),
  );
  const repeat = fc.string({ unit: fc.constantFrom('a', 'B', '_', 'ሰ', '.'), minLength: 1, maxLength: 130 });
  const paths = fc.uniqueArray(
    fc.oneof(repeat, fc.constantFrom('x'.repeat(40), `${'x'.repeat(40)}y`, 'X'.repeat(40))),
  );

  test.each(['tidy', 'briefcase'] as const)('%s', (format) => {
    fc.assert(
      fc.property(title, paths, (text, repeats) => {
        const all = ['', ...repeats.map((name) => `/${name}`)];
        const base = format === 'tidy' ? fileBase(text) : briefcaseBase(text);
        const { tables, audit } =
          format === 'tidy'
            ? fileNames(base, all)
            : { tables: repeatFileNames(`${base}.csv`, all), audit: auditFileName(base) };
        const files = [...tables.values(), audit];
        const left = leftOutFile(base, files).file;
        const names = [...files, left];
        expect(new Set(names.map(foldName)).size).toBe(all.length + 2);
        for (const name of names) {
          const numbered = `${withoutExtension(name)} (999).csv`;
          expect(numbered.length).toBeLessThanOrEqual(120);
          expect(Buffer.byteLength(numbered)).toBeLessThanOrEqual(255);
          expect(name.endsWith('.csv')).toBe(true);
          // Windows takes a space at the beginning, and Briefcase writes it.
          expect(exportedName(name.trimStart())).toBe(name.trimStart());
        }
      }),
    );
  });
});

test.each([
  ['CON', '_CON'],
  ['nul', '_nul'],
  ['Aux', '_Aux'],
  ['COM¹', '_COM¹'],
  ['lpt1.2026', '_lpt1.2026'],
  ['console', 'console'],
  ['a\u{10ffff}', 'a_'],
])('a form called %j gives no file that Windows takes for a device', (title, base) => {
  expect(fileBase(title)).toBe(base);
  expect(briefcaseBase(title)).toBe(title.includes('.') ? stripName(title) : base);
});

test.each([
  ['page"2".jpg', 'page_2_.jpg'],
  ['10:30?.jpg', '10_30_.jpg'],
  ['aux.jpg', '_aux.jpg'],
  ['dot.', 'dot_'],
  ['photo one (1).JPG', 'photo one (1).JPG'],
  ['ድምጽ 1.m4a', 'ድምጽ 1.m4a'],
])('an attachment called %j is exported as %j', (name, exported) => {
  expect(exportedName(name)).toBe(exported);
});

test('a text that is not a plain file name is not safe', () => {
  for (const name of ['', '.', '..', '../a', 'a/b', '/a', 'a\\b', 'a\0b', 'a\nb']) {
    expect(isSafeFileName(name), name).toBe(false);
  }
  for (const name of ['a.jpg', 'photo one (1).JPG', 'ድምጽ 1.m4a', '...', '.hidden', 'a:b', 'x'.repeat(256)]) {
    expect(isSafeFileName(name), name).toBe(true);
  }
});

test('no safe name leads out of its folder', () => {
  const piece = fc.constantFrom('..', '.', '/', '\\', 'a', '\0', ':');
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join('')),
      (name) => {
        if (!isSafeFileName(name)) return;
        expect(new URL(encodeURIComponent(name), 'file:///media/').pathname.split('/')).toHaveLength(3);
        expect(name).not.toMatch(/[/\\\0]|^\.{1,2}$/);
      },
    ),
  );
});
