// Covers core/decrypt/known-head.ts, core/ground/file-error.ts.
import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encryptSubmission, type ManifestShape } from '../../fixtures/encrypt/encrypt-submission.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import type { Content, FetchedPart } from '../model/fetched.ts';
import type { OpenedSubmission } from '../model/opened.ts';
import { matchings } from './candidates.ts';
import { ivSchedule } from './iv-schedule.ts';
import { openSubmission } from './open-submission.ts';

const folder = mkdtempSync(join(tmpdir(), 'attache-candidates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = corpusKey('A');
const random = (count: number) => randomBytes(count).toString('latin1');
const jpeg = (text: string): Buffer =>
  Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.from(text.repeat(20))]);
const noise = (fill: number): Buffer =>
  Buffer.from(Array.from({ length: 40 }, (_, i) => (i * 89 + fill) | 0x80));

type Media = readonly { readonly name: string; readonly bytes: Buffer }[];

function encrypt(media: Media, shape: ManifestShape, answer = 'new') {
  const xml = `<data id="f"><note>${answer}, and long enough</note></data>`;
  const request = { formId: 'f', version: '1', instanceId: 'uuid:x', xml, media, shape };
  return encryptSubmission({ ...request, publicKey: key.publicKey }, random);
}

const part = (name: string, bytes: Uint8Array | undefined, onDisk = false): FetchedPart => {
  if (bytes === undefined) return { name, content: null };
  let content: Content = { kind: 'bytes', bytes };
  if (onDisk) {
    const path = join(folder, `${randomBytes(8).toString('hex')}.enc`);
    writeFileSync(path, bytes);
    content = { kind: 'file', path, size: bytes.length };
  }
  return { name, content };
};

function open(
  manifest: string,
  parts: readonly FetchedPart[],
  inlineLimit = 1 << 20,
  keys = [key],
): OpenedSubmission {
  return openSubmission(
    {
      ref: { formId: 'f', locator: 'uuid:x', stamp: '' },
      xml: { kind: 'bytes', bytes: Buffer.from(manifest) },
      parts,
      facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
      problems: [],
    },
    { keys, forms: [], filesFolder: folder, inlineLimit, keepCiphertext: false },
  );
}

const codes = ({ problems }: OpenedSubmission): string[] => problems.map(({ code }) => code);
const read = ({ attachments }: OpenedSubmission, name: string): Buffer | null => {
  const file = attachments.find((one) => one.name === name)?.file ?? null;
  return file === null ? null : readFileSync(join(folder, file));
};
const answer = ({ xml }: OpenedSubmission): string => {
  if (xml === null) return '';
  const bytes = xml.kind === 'bytes' ? xml.bytes : readFileSync(join(folder, xml.path));
  return /<note>(\w+)/.exec(Buffer.from(bytes).toString())?.[1] ?? '';
};

const ALL = ['collect', 'web-forms'] as const;
const places = ['newest first', 'oldest first'] as const;
const cases = ALL.flatMap((shape) =>
  places.flatMap((order) => [false, true].map((onDisk) => [shape, order, onDisk] as const)),
);

test.each(cases)(
  'the right one of several files with one name is chosen: %s, %s, on disk %s',
  (shape, order, onDisk) => {
    const before = encrypt([{ name: 'p.jpg', bytes: jpeg('before') }], shape, 'old');
    const after = encrypt([{ name: 'p.jpg', bytes: jpeg('after!') }], shape);
    const files = order === 'newest first' ? [after, before] : [before, after];
    const parts = files.flatMap((one) => [...one.files].map(([name, bytes]) => part(name, bytes, onDisk)));
    const opened = open(after.manifest, parts, onDisk ? 16 : 1 << 20);
    expect([opened.state, codes(opened)]).toEqual(['decrypted', []]);
    expect(opened.signature).toBe(shape === 'collect' ? 'valid' : 'unsigned');
    expect([answer(opened), read(opened, 'p.jpg')?.equals(jpeg('after!'))]).toEqual(['new', true]);
    expect(opened.ciphertext).toEqual([]);
  },
);

test.each(ALL)('the right answers are found even when a photo is missing: %s', (shape) => {
  const before = encrypt([{ name: 'p.jpg', bytes: jpeg('before') }], shape, 'old');
  const after = encrypt([{ name: 'q.jpg', bytes: jpeg('after!') }], shape);
  const parts = [before, after].map((one) => part('submission.xml.enc', one.files.get('submission.xml.enc')));
  const opened = open(after.manifest, parts);
  expect([opened.state, answer(opened), codes(opened)]).toEqual([
    'incomplete',
    'new',
    ['submission.attachment_missing'],
  ]);
});

test('without a key all files are kept, and the choice is made when the key comes', () => {
  const before = encrypt([], 'collect', 'old');
  const after = encrypt([], 'collect');
  const parts = [before, after].map((one) => part('submission.xml.enc', one.files.get('submission.xml.enc')));
  const sealed = open(after.manifest, parts, 1 << 20, []);
  expect([sealed.state, sealed.ciphertext.length]).toEqual(['sealed', 2]);
  expect(answer(open(after.manifest, sealed.ciphertext))).toBe('new');
});

test('when nothing shows the right file, the newest is used, all are kept, and a problem says so', () => {
  // Both are of an unknown kind and encrypted for this submission.
  const made = encrypt([{ name: 'p.bin', bytes: noise(1) }], 'web-forms');
  const right = made.files.get('p.bin.enc') ?? Buffer.alloc(0);
  // The same key and another first block: both files are whole.
  const other = Uint8Array.from(right, (byte, i) => (i === 3 ? byte ^ 64 : byte));
  const xml = part('submission.xml.enc', made.files.get('submission.xml.enc'));
  const opened = open(made.manifest, [part('p.bin.enc', other), part('p.bin.enc', right), xml]);
  expect(codes(opened)).toEqual(['decrypt.several_files_unsure']);
  expect(opened.problems[0]?.params).toEqual({ file: 'p.bin.enc' });
  expect([opened.state, opened.ciphertext.length]).toEqual(['decrypted', 3]);
  expect(read(opened, 'p.bin')?.equals(noise(1))).toBe(false);
});

test('the signature decides between two files that are both whole', () => {
  const made = encrypt([{ name: 'p.bin', bytes: noise(1) }], 'collect');
  const right = made.files.get('p.bin.enc') ?? Buffer.alloc(0);
  const other = Uint8Array.from(right, (byte, i) => (i === 3 ? byte ^ 64 : byte));
  const xml = part('submission.xml.enc', made.files.get('submission.xml.enc'));
  const opened = open(made.manifest, [part('p.bin.enc', other), part('p.bin.enc', right), xml]);
  expect([opened.signature, codes(opened), read(opened, 'p.bin')?.equals(noise(1))]).toEqual([
    'valid',
    [],
    true,
  ]);
});

const swapped: Media = [
  { name: 'img 1.jpg', bytes: jpeg('first') },
  { name: 'img_1.jpg', bytes: jpeg('other') },
  { name: 'img(1).jpg', bytes: jpeg('third') },
];

test.each(ALL)('files with similar names are told apart by their content: %s', (shape) => {
  const made = encrypt(swapped, shape);
  const of = (name: string) => made.files.get(name);
  // As KoboToolbox's OpenRosa endpoints name them: cleaned, and with a suffix when the name is used already.
  const parts = [
    part('submission.xml.enc', of('submission.xml.enc')),
    part('img_1.jpg.enc', of('img 1.jpg.enc')),
    part('img_1_4EJRYmX.jpg.enc', of('img_1.jpg.enc')),
    part('img1.jpg.enc', of('img(1).jpg.enc')),
  ];
  const opened = open(made.manifest, parts);
  expect([opened.state, codes(opened)]).toEqual(['decrypted', []]);
  for (const { name, bytes } of swapped)
    expect([name, read(opened, name)?.equals(bytes)]).toEqual([name, true]);
});

test.each(ALL)('files with similar names are told apart in the other order too: %s', (shape) => {
  const made = encrypt(swapped.slice(0, 2), shape);
  const parts = [
    part('img_1.jpg.enc', made.files.get('img_1.jpg.enc')),
    part('img_1_4EJRYmX.jpg.enc', made.files.get('img 1.jpg.enc')),
    part('submission.xml.enc', made.files.get('submission.xml.enc')),
  ];
  const opened = open(made.manifest, parts);
  expect(codes(opened)).toEqual([]);
  for (const { name, bytes } of swapped.slice(0, 2)) expect(read(opened, name)?.equals(bytes)).toBe(true);
});

test('many names that are all alike are matched in a short time', () => {
  const sessionKey = randomBytes(32);
  const marks = [...'!?*\'",;:&%$#@~+=<>|^'];
  const names = [...marks.map((mark) => `i${mark}mg.jpg.enc`), 'img_AAAAAAA.jpg.enc'];
  // It also fits the first name, and is the only file for the last one.
  const cipher = createCipheriv('aes-256-cfb', sessionKey, ivSchedule('uuid:x', sessionKey)(1));
  const last = part('img_AAAAAAA.jpg.enc', cipher.update(Buffer.from(`ffd8ff${'00'.repeat(12)}01`, 'hex')));
  const others = marks.flatMap((mark, i) => [
    part(`i${mark}mg.jpg.enc`, Buffer.alloc(16, i)),
    part(`img_${1000000 + i}.jpg.enc`, Buffer.alloc(16, i)),
  ]);
  const parts = [...others, last];
  const { all } = matchings([...names, 'submission.xml.enc'], parts, sessionKey, 'uuid:x');
  expect(all[0]).toHaveLength(names.length + 1);
});
