import { expect, test } from 'vitest';
import { matchParts } from './part-names.ts';

const part = (name: string) => ({ name, content: { kind: 'bytes', bytes: new Uint8Array(1) } as const });
const match = (listed: readonly string[], names: readonly string[]) =>
  matchParts(listed.map(part), names).map((found) => found?.name ?? null);

test.each([
  ['exact names', ['b.jpg.enc', 'a.jpg.enc'], ['a.jpg.enc', 'b.jpg.enc'], ['a.jpg.enc', 'b.jpg.enc']],
  ['cleaned', ['my_photo_1.jpg.enc'], ['my photo (1).jpg.enc'], ['my_photo_1.jpg.enc']],
  ['a random suffix', ['submission.xml_ED6i4G8.enc'], ['submission.xml.enc'], ['submission.xml_ED6i4G8.enc']],
  [
    'the only one left of its kind',
    ['a.jpg.enc', 'cut_Ab3dE6g.jpg.enc'],
    ['a.jpg.enc', 'very long.jpg.enc'],
    ['a.jpg.enc', 'cut_Ab3dE6g.jpg.enc'],
  ],
  ['another kind', ['sound.m4a.enc'], ['photo.jpg.enc'], [null]],
  ['two that may be meant', ['x.jpg.enc', 'y.jpg.enc'], ['photo.jpg.enc'], [null]],
  ['two that are missing', ['x.jpg.enc'], ['p.jpg.enc', 'q.jpg.enc'], [null, null]],
  ['answers are never guessed', ['other.xml.enc'], ['submission.xml.enc'], [null]],
  ['what is not encrypted', ['x.jpg'], ['photo.jpg'], [null]],
])('%s', (_, listed, names, wanted) => {
  expect(match(listed, names)).toEqual(wanted);
});

test('a part that was not downloaded matches no other name', () => {
  expect(matchParts([{ name: 'x.jpg.enc', content: null }], ['photo.jpg.enc'])).toEqual([null]);
});
