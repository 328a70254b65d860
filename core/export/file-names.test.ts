import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitName, isSafeFileName, stripName, withoutExtension } from './file-names.ts';

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
  expect(fitName('a'.repeat(155), 100)).toBe('a'.repeat(155));
  expect(fitName('a'.repeat(300), 100)).toMatch(/^a{146}-[0-9a-f]{8}$/);
  expect(Buffer.byteLength(fitName('😀'.repeat(100), 100))).toBeLessThanOrEqual(155);
  expect(fitName('😀'.repeat(100), 100)).toMatch(/^(😀){36}-[0-9a-f]{8}$/u);
});

test('what is not a plain name is not safe', () => {
  for (const name of ['', '.', '..', '../a', 'a/b', '/a', 'a\\b', 'a\0b', 'a\nb']) {
    expect(isSafeFileName(name, 'linux'), name).toBe(false);
  }
  for (const name of ['a.jpg', 'photo one (1).JPG', 'ድምጽ 1.m4a', '...', '.hidden', 'a:b', 'x'.repeat(256)]) {
    expect(isSafeFileName(name, 'linux'), name).toBe(true);
  }
});

test('on Windows, devices, streams and trailing dots are not safe either', () => {
  for (const name of ['CON', 'nul.jpg', 'com1', 'a:b', 'a?', 'a.', 'a ']) {
    expect(isSafeFileName(name, 'win32'), name).toBe(false);
  }
  expect(isSafeFileName('console.jpg', 'win32')).toBe(true);
});

test('no safe name leads out of its folder', () => {
  const piece = fc.constantFrom('..', '.', '/', '\\', 'a', '\0', ':');
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join('')),
      (name) => {
        if (!isSafeFileName(name, 'linux')) return;
        expect(new URL(encodeURIComponent(name), 'file:///media/').pathname.split('/')).toHaveLength(3);
        expect(name).not.toMatch(/[/\\\0]|^\.{1,2}$/);
      },
    ),
  );
});
