// Covers core/pull/run.ts.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { folderAt } from '../../app/sources/folder-source.ts';
import { encryptSubmission, escapeXml } from '../../fixtures/encrypt/encrypt-submission.ts';
import { SampleRandom } from '../../fixtures/sample-project/random.ts';
import { storedIn, withWorkspace } from '../../fixtures/servers/sample-pull.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { type Packed, zip } from '../../fixtures/zip.ts';
import { writeExport } from '../export/export.ts';
import { foldName } from '../ground/file-name.ts';
import type { RunReport } from '../model/run-report.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

/* Names that fit the phone's file system and, with what is put around them, no other. */
const root = mkdtempSync(join(tmpdir(), 'attache-long-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const key = corpusKey('A');
const FORM = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Long</h:title><model><instance><data id="long" version="1"><photo/></data></instance><submission base64RsaPublicKey="${key.publicKey}"/><bind nodeset="/data/photo" type="binary"/></model></h:head><h:body><upload ref="/data/photo" mediatype="image/*"/></h:body></h:html>`;

/** The file system's 255 bytes, the ciphertext's extension counted. */
const hindi = 'कखगघङचछजझञ'.repeat(8);
const names = [
  `${hindi}1.jpg`,
  `${hindi}2.jpg`,
  `${'x'.repeat(247)}.jpg`,
  `${'😀'.repeat(61)}.jpg`,
  'short.jpg',
];
/** Small, kept in the database; larger, kept as a file; and one that goes from file to file. */
const sizes = [100, 70_000, 1_100_000, 100, 100];
const bytes = names.map((name, i) => Buffer.alloc(sizes[i] ?? 0, `${i} ${name}`));

const { bytes: random } = new SampleRandom(5);
const instance = (i: number): readonly (readonly [string, Uint8Array])[] => {
  const name = names[i] ?? '';
  const { manifest, files } = encryptSubmission(
    {
      formId: 'long',
      version: '1',
      instanceId: `uuid:${i}`,
      xml: `<data id="long" version="1"><photo>${escapeXml(name)}</photo><meta><instanceID>uuid:${i}</instanceID></meta></data>`,
      media: [{ name, bytes: bytes[i] ?? Buffer.alloc(0) }],
      publicKey: key.publicKey,
      shape: 'collect',
    },
    random,
  );
  return [['submission.xml', Buffer.from(manifest)], ...files];
};
const plain = names.map((name, i): readonly (readonly [string, Uint8Array])[] => [
  [
    'submission.xml',
    Buffer.from(
      `<data id="long" version="1"><photo>${name}</photo><meta><instanceID>uuid:plain${i}</instanceID></meta></data>`,
    ),
  ],
  [name, bytes[i] ?? Buffer.alloc(0)],
]);

const files = (): Packed[] => [
  { name: 'forms/Long.xml', bytes: Buffer.from(FORM) },
  ...[...names.map((_, i) => instance(i)), ...plain].flatMap((parts, i) =>
    parts.map(([name, content]) => ({ name: `instances/Long_${i}/${name}`, bytes: content })),
  ),
];

async function take(workspace: Workspace, path: string, keys = [key]): Promise<RunReport> {
  const source = await folderAt(path, workspace);
  try {
    return await runLine({
      ...plainRun(),
      workspace,
      source,
      sourceName: `folder:${path}`,
      kind: 'import',
      keys,
      keepCiphertext: true,
    });
  } finally {
    await source.close();
  }
}

describe('long names', () => {
  const folder = join(root, 'phone');
  for (const { name, bytes: content } of files()) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }

  test('a folder with them is taken whole, with and without its key, and exported', async () => {
    await withWorkspace(async (workspace) => {
      const sealed = await take(workspace, folder, []);
      expect(sealed.counts).toMatchObject({ listed: 10, fetched: 10, notFetched: 0 });
      expect(Object.keys(sealed.problems).sort()).toEqual(['key.none_fits', 'submission.not_encrypted']);
      const kept = storedIn(workspace).map(({ ciphertext }) => [...ciphertext.keys()]);
      expect(
        kept
          .flat()
          .filter((name) => name !== 'submission.xml.enc')
          .sort(),
      ).toEqual(names.map((name) => `${name}.enc`).sort());
    });
    await withWorkspace(async (workspace) => {
      await take(workspace, folder);
      const stored = storedIn(workspace);
      expect(stored.length).toBe(10);
      const out = join(root, 'out');
      mkdirSync(out);
      await writeExport(workspace.rows('long'), { format: 'tidy', folder: out });
      const table = readFileSync(join(out, 'Long.csv'), 'utf8');
      const cells = [...table.matchAll(/media\/([^,\n"]+)/g)].map(([, name]) => name ?? '');
      expect(cells.length).toBe(10);
      const found = cells.map((name) =>
        readFileSync(join(out, 'media', name))
          .toString('hex')
          .slice(0, 400),
      );
      expect(found.sort()).toEqual(
        [...bytes, ...bytes].map((all) => all.toString('hex').slice(0, 400)).sort(),
      );
    });
  });

  test('a zip with longer ones than this file system takes keeps their real names', async () => {
    const longer = `${hindi.repeat(2)}.jpg`;
    const form = 'F'.repeat(240);
    const path = join(root, 'phone.zip');
    const content = Buffer.from('the photo');
    const xml = `<data id="long" version="1"><photo>${longer}</photo><meta><instanceID>uuid:z</instanceID></meta></data>`;
    const entries: Packed[] = [
      { name: 'forms/Long.xml', bytes: Buffer.from(FORM) },
      { name: `instances/${form}_2026-01-02/${form}_2026-01-02.xml`, bytes: Buffer.from(xml) },
      { name: `instances/${form}_2026-01-02/${longer}`, bytes: content },
    ];
    writeFileSync(path, zip(entries));
    await withWorkspace(async (workspace) => {
      await take(workspace, path);
      const [stored] = storedIn(workspace);
      expect([...(stored?.plaintext.keys() ?? [])].sort()).toEqual(['', longer]);
    });
  });
});

test('a zip with names that some system refuses is taken whole, and exported under names that all take', async () => {
  const odd = ['page"2".jpg', 'aux.jpg', '10:30?.jpg', 'Photo.jpg', 'photo.jpg', 'dot.', 'space '];
  const place = 'instances/Form: "A"_10:00';
  const shots = odd.map((name) => `<photo>${escapeXml(name)}</photo>`);
  const xml = (id: string, photos: string): string =>
    `<data id="long" version="1">${photos}<meta><instanceID>uuid:${id}</instanceID></meta></data>`;
  const sealed = odd.map((name, i): Packed[] => {
    const { manifest, files: parts } = encryptSubmission(
      {
        formId: 'long',
        version: '1',
        instanceId: `uuid:odd${i}`,
        xml: xml(`odd${i}`, shots[i] ?? ''),
        media: [{ name, bytes: Buffer.from(`sealed ${name}`) }],
        publicKey: key.publicKey,
        shape: 'collect',
      },
      random,
    );
    return [['submission.xml', Buffer.from(manifest)] as const, ...parts].map(([part, content]) => ({
      name: `${place} ${i}/${part}`,
      bytes: content,
    }));
  });
  const entries: Packed[] = [
    { name: 'forms/Form: "A".xml', bytes: Buffer.from(FORM) },
    { name: `${place}/Form: "A"_10:00.xml`, bytes: Buffer.from(xml('odd', shots[0] ?? '')) },
    ...odd.map((name) => ({ name: `${place}/${name}`, bytes: Buffer.from(`plain ${name}`) })),
    ...sealed.flat(),
  ];
  const path = join(root, 'odd.zip');
  writeFileSync(path, zip(entries));
  await withWorkspace(async (workspace) => {
    const { counts } = await take(workspace, path);
    expect(counts).toMatchObject({ listed: 8, fetched: 8, notFetched: 0, failed: 0, incomplete: 0 });
    const names = storedIn(workspace).flatMap(({ plaintext }) => [...plaintext.keys()]);
    expect([...new Set(names)].sort()).toEqual(['', ...odd].sort());
    const again = await take(workspace, path);
    expect(again.counts).toMatchObject({ listed: 8, alreadyHere: 7 });
    expect(storedIn(workspace).length).toBe(8);

    const out = join(root, 'odd');
    mkdirSync(out);
    await writeExport(workspace.rows('long'), { format: 'tidy', folder: out });
    const cells = [...readFileSync(join(out, 'Long.csv'), 'utf8').matchAll(/media\/([^,\n"]+)/g)];
    const contents = cells.map(([, name]) => readFileSync(join(out, 'media', name ?? ''), 'utf8'));
    expect(contents.sort()).toEqual([...odd.map((name) => `sealed ${name}`), `plain ${odd[0]}`].sort());
    const exported = readdirSync(join(out, 'media'));
    expect(new Set(exported.map(foldName)).size).toBe(exported.length);
    for (const name of exported) expect(name).not.toMatch(/[":?]|[. ]$|^aux\./);
  });
});
