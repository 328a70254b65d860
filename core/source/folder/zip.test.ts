// Covers core/source/folder/unpack.ts, core/source/folder/zip-directory.ts.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { folderAt } from '../../../app/sources/folder-source.ts';
import { isHere } from '../../../fixtures/only-where.ts';
import { writeBriefcaseStorage } from '../../../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../../../fixtures/sample-project/sample-project.ts';
import { testWorkspaceKeys } from '../../../fixtures/workspace-keys.ts';
import { type Packed, zip } from '../../../fixtures/zip.ts';
import { isProblem } from '../../ground/problem.ts';
import { readWhole } from '../../model/content.ts';
import { folderSource } from './folder.ts';
import { defaultZipLimits, type OpenedZip, openZip } from './zip.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-zip-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const incoming = join(root, 'incoming');
const plainly = { incomingFolder: incoming, key: null };

let made = 0;

function write(bytes: Uint8Array, name = 'data.zip'): string {
  made += 1;
  const folder = join(root, `zip-${made}`);
  mkdirSync(folder);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function codeOf(bytes: Uint8Array, limits = defaultZipLimits): Promise<string> {
  try {
    const opened = await openZip(write(bytes), { ...plainly, limits });
    await opened.close();
    return 'opened';
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error.code;
  } finally {
    expect(existsSync(incoming) ? readdirSync(incoming) : []).toEqual([]);
  }
}

/** All files below a folder with their content, by path with `/`. */
function filesIn(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    paths.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative(folder, path).replaceAll('\\', '/'), readFileSync(path, 'latin1')];
    }),
  );
}

/** What a zip unpacked to, by path. */
function unpacked({ files, tree }: OpenedZip): Record<string, string> {
  return Object.fromEntries(
    Array.from(files(), ({ path, content }) => {
      expect(tree.contentOf(path)).toEqual(content);
      return [path, Buffer.from(readWhole(content)).toString('latin1')];
    }),
  );
}

const text = (value: string): Buffer => Buffer.from(value);

describe('unpacking', () => {
  const files: readonly Packed[] = [
    { name: 'a/', bytes: text('') },
    { name: 'a/submission.xml', bytes: text('<x/>') },
    { name: 'a/stored.enc', bytes: Buffer.alloc(70_000, 7), method: 0 },
    { name: 'b\\ünïcode ሰላም.txt', bytes: text('two') },
    { name: './empty', bytes: text('') },
    { name: '__MACOSX/a/._submission.xml', bytes: text('mac') },
    { name: 'a/.DS_Store', bytes: text('mac') },
  ];
  const wanted = {
    'a/submission.xml': '<x/>',
    'a/stored.enc': '\u0007'.repeat(70_000),
    'b/ünïcode ሰላም.txt': 'two',
    empty: '',
  };

  test.each([
    ['usual', {}],
    ['ZIP64', { wide: true }],
    ['with a comment that looks like an end', { comment: 'PK\u0005\u0006 not the end' }],
  ])('%s: every file as it was, private, and nothing is left when it is closed', async (_what, options) => {
    const { content: key } = testWorkspaceKeys().files;
    for (const unpack of [plainly, { ...plainly, key }]) {
      const opened = await openZip(write(zip(files, options)), unpack);
      expect(unpacked(opened)).toEqual(wanted);
      expect(opened.tree.list('.').map(({ name, kind }) => `${name} ${kind}`)).toEqual([
        'a folder',
        'b folder',
        'empty file',
      ]);
      const [folder = ''] = readdirSync(incoming);
      const onDisk = Object.entries(filesIn(join(incoming, folder)));
      expect(onDisk.length).toBe(Object.keys(wanted).length);
      for (const [path, bytes] of onDisk) {
        expect(path).toMatch(/^0\/\d{6}$/);
        if (unpack.key !== null) expect(bytes.startsWith('ATTACHE\u0001')).toBe(true);
        if (!isHere('modes')) continue;
        expect(statSync(join(incoming, folder)).mode & 0o777).toBe(0o700);
        expect(statSync(join(incoming, folder, path)).mode & 0o777).toBe(0o600);
      }
      await opened.close();
      expect(readdirSync(incoming)).toEqual([]);
    }
  });

  test('the same zip looks the same whenever it is unpacked, so that nothing in it seems changed', async () => {
    const storage = writeBriefcaseStorage(sampleProject(12), mkdtempSync(join(root, 'storage-')));
    const packed = Object.entries(filesIn(storage)).map(([name, content]) => ({
      name: `ODK Briefcase Storage/${name}`,
      bytes: Buffer.from(content, 'latin1'),
    }));
    const path = write(zip(packed), 'June.zip');
    const list = async (): Promise<string[]> => {
      const source = await folderAt(path, { incomingFolder: incoming, fileKeys: null });
      const found: string[] = [];
      for (const form of await source.listForms(signal)) {
        for await (const page of source.listSubmissions(form, null, signal)) {
          found.push(...page.refs.map(({ locator, stamp }) => `${locator} ${stamp}`));
        }
      }
      await source.close();
      return found;
    };
    const signal = new AbortController().signal;
    const once = await list();
    expect(once).toHaveLength(12);
    expect(await list()).toEqual(once);
    expect(await folderSource({ folder: storage }).listForms(signal)).toHaveLength(3);
  });

  test('names that some system cannot hold are kept, and none of them is on the disk', async () => {
    const names = [
      'page"2".jpg',
      'a:b.jpg',
      'q:1.jpg',
      'x?.jpg',
      'aux.jpg',
      'con',
      'dot.',
      'space ',
      'Photo.jpg',
      'photo.jpg',
      'é.jpg',
      'e\u0301.jpg',
    ].map((name) => `instances/uuid:1/${name}`);
    const opened = await openZip(write(zip(names.map((name) => ({ name, bytes: text(name) })))), plainly);
    expect(unpacked(opened)).toEqual(
      Object.fromEntries(names.map((name) => [name, text(name).toString('latin1')])),
    );
    for (const name of names) expect(opened.tree.locatorOf(name)).toBe(name);
    for (const path of Object.keys(filesIn(incoming))) expect(path).toMatch(/^zip-\d+-\w{6}\/0\/\d{6}$/);
    await opened.close();
  });

  test('what an ended process has left is cleared away', async () => {
    // No process has a number so high.
    mkdirSync(join(incoming, 'zip-999999999-abcdef', 'x'), { recursive: true });
    expect(await codeOf(zip([{ name: 'a', bytes: text('a') }]))).toBe('opened');
  });
});

describe('a hostile zip writes nothing', () => {
  test.each(['../out', 'a/../../out', '/etc/out', 'C:\\out', 'c:/out', 'a\\..\\..\\out', 'a/\u0000b'])(
    'the name %j leads out',
    async (name) => {
      const good = { name: 'good', bytes: text('good') };
      expect(await codeOf(zip([good, { name, bytes: text('bad') }]))).toBe('source.zip_unsafe');
      expect(existsSync(join(root, 'out'))).toBe(false);
    },
  );

  test('a link', async () => {
    expect(await codeOf(zip([{ name: 'link', bytes: text('/etc/passwd'), mode: 0o120777 }]))).toBe(
      'source.zip_unsafe',
    );
  });

  test('a bomb, by what it says or by what it does', async () => {
    const zeros = Buffer.alloc(4_000_000);
    const limits = { ...defaultZipLimits, freeBytes: 1_000_000 };
    expect(await codeOf(zip([{ name: 'a', bytes: zeros }]), limits)).toBe('source.zip_too_large');
    expect(await codeOf(zip([{ name: 'a', bytes: zeros, size: 10 }]), limits)).toBe('source.zip_unreadable');
    const one = zip([{ name: 'a', bytes: Buffer.alloc(1000, 1), method: 0 }]);
    expect(await codeOf(one, { ...defaultZipLimits, bytes: 999 })).toBe('source.zip_too_large');
    expect(await codeOf(one, { ...defaultZipLimits, entries: 0 })).toBe('source.zip_too_large');
  });

  test.each<[string, Packed[]]>([
    ['another checksum', [{ name: 'a', bytes: text('a'), crc: 1 }]],
    ['fewer bytes than announced', [{ name: 'a', bytes: text('a'), size: 5 }]],
    ['a password', [{ name: 'a', bytes: text('a'), flags: 0x801 }]],
    ['another way of packing', [{ name: 'a', bytes: text('a'), method: 9 }]],
    [
      'two files of one name',
      [
        { name: 'a', bytes: text('one') },
        { name: 'a', bytes: text('two') },
      ],
    ],
    [
      'a file that is a folder too',
      [
        { name: 'a', bytes: text('one') },
        { name: 'a/b', bytes: text('two') },
      ],
    ],
  ])('%s', async (_what, packed) => {
    expect(await codeOf(zip(packed))).toBe('source.zip_unreadable');
  });

  test('whatever is cut from or changed in it, the answer is a problem or the files', async () => {
    const bytes = zip([
      { name: 'a/submission.xml', bytes: text('<x/>'.repeat(50)) },
      { name: 'b', bytes: Buffer.alloc(300, 5), method: 0 },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length), fc.nat(), fc.nat(255), async (cut, place, value) => {
        const changed = Buffer.from(cut % 3 === 0 ? bytes.subarray(0, cut) : bytes);
        if (changed.length > 0) changed[place % changed.length] = value;
        expect(await codeOf(changed)).toMatch(/^(opened|source\.(zip_\w+|folder_unreadable))$/);
      }),
      { numRuns: 300 },
    );
  });
});

test('a zip that is not there is told', async () => {
  await expect(openZip(join(root, 'nowhere.zip'), plainly)).rejects.toMatchObject({
    code: 'source.folder_unreadable',
  });
});
