import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldName } from '../../ground/file-name.ts';
import { ZipPaths } from './zip-paths.ts';

/** What Windows refuses or changes in a name. */
const REFUSED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  /[<>:"|?*\\\u0000-\u001f]|[. ]$|^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i;

const HOSTILE = [
  'page"2".jpg',
  'a<b>c.jpg',
  'what?.jpg',
  'a*b|c.jpg',
  '10:30.jpg',
  'q:1.jpg',
  'ends in a dot.',
  'ends in a space ',
  'con',
  'aux.jpg',
  'NUL .txt',
  'COM¹',
  'conin$',
  'tab\tbed.jpg',
  ' begins with a space.jpg',
  `${'long '.repeat(40)}.jpg`,
];

describe('names that some system refuses', () => {
  test.each(HOSTILE)('%j gets one that every system takes, and is known by its own', (name) => {
    const paths = new ZipPaths();
    const path = paths.pathOf(`instances/one/${name}`);
    const called = path.slice('instances/one/'.length);
    expect(called).not.toMatch(REFUSED);
    expect(Buffer.byteLength(called)).toBeLessThanOrEqual(120);
    expect(paths.realName(path)).toBe(name);
    expect(paths.listed(path)).toBe(`instances/one/${name}`);
    expect(paths.onDisk(`instances/one/${name}`)).toBe(path);
    expect(new ZipPaths().pathOf(`instances/one/${name}`)).toBe(path);
  });

  test('a folder with one is one folder, and a locator of what is in it has its own name', () => {
    const paths = new ZipPaths();
    const [xml = '', photo = ''] = ['submission.xml', 'photo.jpg'].map((file) =>
      paths.pathOf(`instances/uuid:1/${file}`),
    );
    expect(xml).not.toMatch(/:/);
    expect(xml.replace(/[^/]+$/, '')).toBe(photo.replace(/[^/]+$/, ''));
    expect(paths.listed(xml)).toBe('instances/uuid:1/submission.xml');
    expect(paths.listed('instances')).toBe('instances');
    const [folder = ''] = /^.*(?=\/)/.exec(xml) ?? [];
    expect(paths.onDisk('instances/uuid:1')).toBe(folder);
  });

  test.each(['Form: "A"', 'aux', `${'क'.repeat(70)}`, 'Ends.'])(
    'what is called after %j is called after it on the disk',
    (form) => {
      const paths = new ZipPaths();
      // Another form takes the name as file systems compare names, and comes first.
      for (const other of [`${form.toUpperCase()}.xml`, `${form.toLowerCase()}.xml`]) {
        if (other !== `${form}.xml`) paths.pathOf(`forms/${other}`);
      }
      const inFolder = paths.pathOf(`forms/${form}/${form}.xml`).split('/');
      expect(inFolder[2]).toBe(`${inFolder[1]}.xml`);
      expect(paths.pathOf(`forms/${form}/${form}.xml.revised`).split('/')[2]).toBe(
        `${inFolder[1]}.xml.revised`,
      );
      const definition = paths.pathOf(`forms/${form}.xml`);
      expect(paths.pathOf(`forms/${form}-media/list.csv`)).toBe(
        `${definition.replace(/\.xml$/, '')}-media/list.csv`,
      );
    },
  );
});

test('names that differ only by case or by the spelling of accents stay two', () => {
  const paths = new ZipPaths();
  const names = [
    'Photo.jpg',
    'photo.jpg',
    'PHOTO.JPG',
    'é.jpg',
    'e\u0301.jpg',
    'ΟΔΟΣ.jpg',
    'οδος.jpg',
    'οδοσ.jpg',
  ];
  const onDisk = names.map((name) => paths.pathOf(name));
  expect(new Set(onDisk.map(foldName)).size).toBe(names.length);
  expect(onDisk.map((path) => paths.realName(path))).toEqual(names);
  const folders = ['A/x.jpg', 'a/x.jpg', 'A/y.jpg'].map((name) => paths.pathOf(name));
  expect(folders[2]?.slice(0, 2)).toBe('A/');
  expect(foldName(folders[0] ?? '')).not.toBe(foldName(folders[1] ?? ''));
  const endings = ['x.xml', 'x.XML', 'x.Xml'].map((name) => paths.pathOf(name));
  expect(new Set(endings.map(foldName)).size).toBe(3);
});

test('whatever they are: every file has a name of its own that every system takes', () => {
  const part = fc.oneof(
    fc.constantFrom('a', 'A', 'a.xml', 'A.xml', 'a-media', 'con', 'Con.xml', 'x ', 'x', 'x:'),
    fc
      .string({ unit: 'binary', minLength: 1, maxLength: 12 })
      .map((text) => text.replaceAll('/', '"').replaceAll('\\', '"').replaceAll('\0', '"')),
  );
  const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 12 }), (names) => {
      const real = names.filter((name) => !name.split('/').some((one) => one === '.' || one === '..'));
      const paths = new ZipPaths();
      const onDisk = real.map((name) => paths.pathOf(name));
      expect(new Set(onDisk.map(foldName)).size).toBe(real.length);
      for (const [i, placed] of onDisk.entries()) {
        for (const one of placed.split('/')) expect(one).not.toMatch(REFUSED);
        expect(paths.listed(placed)).toBe(real[i]);
        expect(paths.onDisk(real[i] ?? '')).toBe(placed);
      }
    }),
    { numRuns: 500 },
  );
});
