import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanName, cutName, diskName, foldName, isFileRefused, plainDiskName } from './file-name.ts';

const bytes = (name: string): number => Buffer.byteLength(name);

test('a name that fits stays as it is', () => {
  expect(cutName('a'.repeat(255), 255)).toBe('a'.repeat(255));
  expect(diskName('ድምጽ 1.m4a', new Set())).toBe('ድምጽ 1.m4a');
  expect(diskName('.hidden.jpg', new Set())).toBe('.hidden.jpg');
});

test('a long name is cut between characters, keeps its extension, and stays unique', () => {
  const hindi = 'क्षेत्र '.repeat(40);
  const [one, two] = [cutName(`${hindi}1.jpg`, 120), cutName(`${hindi}2.jpg`, 120)];
  expect(one).toMatch(/^क्षेत्र क्षेत्र.*-[0-9a-f]{8}\.jpg$/u);
  expect(two).not.toBe(one);
  expect([bytes(one) <= 120, bytes(one) > 90]).toEqual([true, true]);
  // The family is one character to whoever reads it.
  expect(cutName(`${'👨‍👩‍👧'.repeat(20)}.png`, 100)).toMatch(/^(👨‍👩‍👧)+-[0-9a-f]{8}\.png$/u);
  expect(cutName(`x.${'y'.repeat(300)}`, 50)).toMatch(/^x\.y+-[0-9a-f]{8}$/);
});

test.each([
  ['a/b.jpg', /^a_b-[0-9a-f]{8}\.jpg$/],
  ['..', /^_-[0-9a-f]{8}$/],
  ['', /^file-[0-9a-f]{8}$/],
  ['con.jpg', /^_con-[0-9a-f]{8}\.jpg$/],
  ['COM1', /^_COM1-[0-9a-f]{8}$/],
  ['what?.jpg', /^what_-[0-9a-f]{8}\.jpg$/],
  [' lead.jpg', /^_lead-[0-9a-f]{8}\.jpg$/],
  ['trail.', /^trail_-[0-9a-f]{8}$/],
  ['a\ud800b.jpg', /^a\ufffdb-[0-9a-f]{8}\.jpg$/],
])('%j is made safe', (name, wanted) => {
  expect(diskName(name, new Set())).toMatch(wanted);
});

test('two files in a folder never get the same name, even if the file system ignores case and accents', () => {
  const taken = new Set<string>();
  const names = ['A.jpg', 'a.jpg', 'é.jpg', 'e\u0301.jpg', 'a-2.jpg', 'a?.jpg', 'a*.jpg'].map((name) =>
    diskName(name, taken),
  );
  expect(new Set(names.map(foldName)).size).toBe(names.length);
  expect(names.slice(0, 2)).toEqual(['A.jpg', 'a-2.jpg']);
});

test('any name gives a name that can be written, even with the text that we add to it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attache-names-'));
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 400 }),
  );
  fc.assert(
    fc.property(piece, fc.constantFrom('', '.jpg', '.xml.enc', '.'), (stem, extension) => {
      const name = `${stem}${extension}`;
      const made = [diskName(name, new Set()), plainDiskName(name)];
      for (const one of made) {
        expect(one).not.toMatch(/[/\\:*?"<>|\0]|^ |[. ]$|^\.{0,2}$/);
        expect(bytes(one)).toBeLessThanOrEqual(120);
        const path = join(folder, `0123456789ab-${one}`);
        writeFileSync(path, '');
        rmSync(path);
      }
      expect(made).toEqual([diskName(name, new Set()), plainDiskName(name)]);
    }),
    { numRuns: 300 },
  );
  rmSync(folder, { recursive: true });
});

test('plain names tell case apart by a hash', () => {
  expect(plainDiskName('photo.jpg.enc')).toBe('photo.jpg.enc');
  expect(plainDiskName('submission.xml')).toBe('submission.xml');
  expect(plainDiskName('Photo.JPG')).toMatch(/^file-[0-9a-f]{24}\.jpg$/);
  expect(foldName(plainDiskName('A.jpg'))).not.toBe(foldName(plainDiskName('a.jpg')));
  expect(plainDiskName('nul')).toMatch(/^file-/);
});

test('a refusal of one file is told apart from a fault of the disk', () => {
  const refused = (write: () => void): boolean => {
    try {
      write();
      return false;
    } catch (error) {
      return isFileRefused(error);
    }
  };
  expect(refused(() => writeFileSync(join(tmpdir(), 'x'.repeat(300)), ''))).toBe(true);
  expect(cleanName('a\u{10ffff}b\u{fffe}.jpg')).toBe('a_b_.jpg');
  if (process.platform === 'win32') {
    expect(refused(() => writeFileSync(join(tmpdir(), 'what?.jpg'), ''))).toBe(true);
    expect(refused(() => writeFileSync(join(tmpdir(), 'not there', 'what?.jpg'), ''))).toBe(false);
    expect(refused(() => writeFileSync(join(tmpdir(), 'not there', 'photo.jpg'), ''))).toBe(false);
  }
  expect(refused(() => writeFileSync(join(tmpdir(), 'not there', 'x'), ''))).toBe(false);
  expect(isFileRefused(Object.assign(new Error(''), { code: 'ENOSPC' }))).toBe(false);
  expect(isFileRefused(Object.assign(new Error(''), { code: 'EIO' }))).toBe(false);
});
