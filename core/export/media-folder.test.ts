import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isHere, onlyWhere } from '../../fixtures/only-where.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import { createOutput } from '../ground/file-cipher.ts';
import { MediaFolder, MediaNotCopied } from './media-folder.ts';
import { temporaryFolder } from './testing/temporary.ts';

function source(content: string): { path: string; md5: null } {
  const path = join(temporaryFolder(), 'source');
  writeFileSync(path, content);
  return { path, md5: null };
}

test('a file is copied once, for its owner only, and the folder is made with the first file', () => {
  const out = temporaryFolder();
  const media = new MediaFolder(out);
  expect(readdirSync(out)).toEqual([]);
  expect(media.bring('a.jpg', source('x'))).toBe('a.jpg');
  expect(media.bring('a.jpg', source('x'))).toBe('a.jpg');
  expect(media.copied).toBe(1);
  if (isHere('modes')) expect(statSync(join(out, 'media', 'a.jpg')).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(out, 'media'))).toEqual(['a.jpg']);
});

test('an encrypted file of the workspace is copied decrypted, once; a changed one is not copied', () => {
  const out = temporaryFolder();
  const media = new MediaFolder(out);
  const { key, path } = { key: testWorkspaceKeys().files.content, path: source('').path };
  const output = createOutput(path, key);
  output.write(Buffer.alloc(200_000, 'photo'));
  output.end();
  output.close();
  expect(media.bring('a.jpg', { path, key, md5: null })).toBe('a.jpg');
  expect(media.bring('a.jpg', { path, key, md5: null })).toBe('a.jpg');
  expect([media.copied, media.bytes]).toEqual([1, 200_000]);
  expect(readFileSync(join(out, 'media', 'a.jpg')).equals(Buffer.alloc(200_000, 'photo'))).toBe(true);
  const bytes = readFileSync(path);
  bytes[100_000] = (bytes[100_000] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  expect(() => media.bring('b.jpg', { path, key, md5: null })).toThrow(MediaNotCopied);
  expect(readdirSync(join(out, 'media'))).toEqual(['a.jpg']);
});

test('a name that another content has gets the next number before its last extension', () => {
  const media = new MediaFolder(temporaryFolder());
  expect(['x', 'y', 'z!', 'y'].map((content) => media.bring('a.b.jpg', source(content)))).toEqual([
    'a.b.jpg',
    'a.b-2.jpg',
    'a.b-3.jpg',
    'a.b-2.jpg',
  ]);
  expect(media.bring('noext', source('1'))).toBe('noext');
  expect(media.bring('noext', source('2'))).toBe('noext-2');
});

test('a name that is too long is cut, also with a number, and never equals another', () => {
  const out = temporaryFolder();
  const media = new MediaFolder(out);
  const long = 'क्षेत्र'.repeat(40);
  const names = [
    `${long}1.jpg`,
    `${long}2.jpg`,
    `${long}1.jpg`,
    `${'x'.repeat(116)}.jpg`,
    `${'x'.repeat(116)}.jpg`,
    `${'x'.repeat(251)}.jpg`,
  ].map((name, i) => media.bring(name, source(`content ${i}`)));
  expect(new Set(names).size).toBe(6);
  expect(names[3]).toBe(`${'x'.repeat(116)}.jpg`);
  for (const name of names) {
    expect(name).toMatch(/\.jpg$/);
    expect(name.length).toBeLessThanOrEqual(120);
  }
  expect(readdirSync(join(out, 'media')).sort()).toEqual([...names].sort());
  expect(media.bring(`${long}1.jpg`, source('content 0'))).toBe(names[0]);
});

test('names that some systems refuse or treat as equal are changed, so that the folder works on every system', () => {
  const out = temporaryFolder();
  mkdirSync(join(out, 'media'));
  writeFileSync(join(out, 'media', 'There.jpg'), 'there');
  const media = new MediaFolder(out);
  const names = [
    'page"2".jpg',
    'page_2_.jpg',
    'Photo.jpg',
    'photo.jpg',
    'e\u0301.jpg',
    '\u00e9.jpg',
    'there.jpg',
  ];
  const brought = names.map((name) => media.bring(name, source(name)));
  expect(brought).toEqual([
    'page_2_.jpg',
    'page_2_-2.jpg',
    'Photo.jpg',
    'photo-2.jpg',
    'e\u0301.jpg',
    '\u00e9-2.jpg',
    'there-2.jpg',
  ]);
  for (const [i, name] of brought.entries()) {
    expect(readFileSync(join(out, 'media', name), 'utf8')).toBe(names[i]);
  }
  // The name of the existing file is returned in its own spelling.
  expect(media.bring('PHOTO.JPG', source('Photo.jpg'))).toBe('Photo.jpg');
  expect(new MediaFolder(out).bring('page"2".jpg', source('page"2".jpg'))).toBe('page_2_.jpg');
});

test('empty files are files', () => {
  const media = new MediaFolder(temporaryFolder());
  expect(media.bring('z.jpg', source(''))).toBe('z.jpg');
  expect(media.bring('z.jpg', source(''))).toBe('z.jpg');
  expect(media.copied).toBe(1);
});

test('existing files of other programs are neither overwritten nor followed', () => {
  const out = temporaryFolder();
  const elsewhere = join(temporaryFolder(), 'elsewhere');
  mkdirSync(join(out, 'media', 'c.jpg'), { recursive: true });
  writeFileSync(join(out, 'media', 'a.jpg'), 'theirs');
  if (isHere('links')) symlinkSync(elsewhere, join(out, 'media', 'b.jpg'));
  else mkdirSync(join(out, 'media', 'b.jpg'));
  const media = new MediaFolder(out);
  expect(media.bring('a.jpg', source('ours'))).toBe('a-2.jpg');
  expect(media.bring('b.jpg', source('ours'))).toBe('b-2.jpg');
  expect(media.bring('c.jpg', source('ours'))).toBe('c-2.jpg');
  expect(readFileSync(join(out, 'media', 'a.jpg'), 'utf8')).toBe('theirs');
  expect(() => statSync(elsewhere)).toThrow('ENOENT');
});

onlyWhere('links')('a link called media is not followed', () => {
  const out = temporaryFolder();
  const elsewhere = temporaryFolder();
  symlinkSync(elsewhere, join(out, 'media'));
  expect(() => new MediaFolder(out).bring('a.jpg', source('x'))).toThrow(
    expect.objectContaining({ code: 'export.file_in_the_way' }),
  );
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('a source that is gone is unreadable', () => {
  const media = new MediaFolder(temporaryFolder());
  const gone = join(temporaryFolder(), 'gone');
  expect(() => media.bring('a.jpg', { path: gone, md5: null })).toThrow(MediaNotCopied);
});

onlyWhere('links')('a source that is a link is unreadable', () => {
  const media = new MediaFolder(temporaryFolder());
  const secret = source('secret');
  const link = join(temporaryFolder(), 'link');
  symlinkSync(secret.path, link);
  expect(() => media.bring('a.jpg', { path: link, md5: null })).toThrow(MediaNotCopied);
});
