import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  encryptSubmission,
  type ManifestShape,
  type PlainFile,
} from '../../fixtures/encrypt/encrypt-submission.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import type { OpenedSubmission } from '../model/opened.ts';
import { openSubmission } from './open-submission.ts';

const filesFolder = mkdtempSync(join(tmpdir(), 'attache-twice-'));
afterAll(() => rmSync(filesFolder, { recursive: true, force: true }));

const key = corpusKey('A');
const XML = '<?xml version="1.0"?><data id="f"><photo>p.jpg</photo><note>a long enough answer</note></data>';
const jpeg = (text: string): Buffer =>
  Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.from(text)]);
const noise = (seed: number, length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, i) => (seed * 131 + i * i * 37 + 0x80) & 0xff));

/** Bytes that look random and are the same in each run. */
function random(): (count: number) => string {
  let state = 7;
  return (count) => {
    let bytes = '';
    for (let i = 0; i < count; i += 1) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      bytes += String.fromCharCode((state >>> 16) & 0xff);
    }
    return bytes;
  };
}

interface Made {
  readonly shape?: ManifestShape;
  readonly media: readonly PlainFile[];
  /** Ciphertext by name; what the client wrote last by default. */
  readonly send?: (files: ReadonlyMap<string, Uint8Array>) => ReadonlyMap<string, Uint8Array>;
  readonly manifest?: (text: string) => string;
  readonly overflow?: boolean;
  readonly inlineLimit?: number;
}

function open({
  shape = 'web-forms',
  media,
  send,
  manifest,
  overflow = false,
  inlineLimit = 1 << 20,
}: Made): OpenedSubmission {
  const made = encryptSubmission(
    {
      formId: 'f',
      version: '1',
      instanceId: 'uuid:x',
      xml: XML,
      media,
      publicKey: key.publicKey,
      shape,
      overflow,
    },
    random(),
  );
  const files = send?.(made.files) ?? made.files;
  return openSubmission(
    {
      ref: { formId: 'f', locator: 'x', stamp: '' },
      xml: { kind: 'bytes', bytes: Buffer.from(manifest?.(made.manifest) ?? made.manifest) },
      parts: [...files].map(([name, bytes]) => ({ name, content: { kind: 'bytes', bytes } })),
      facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
      problems: [],
    },
    { keys: [key], forms: [], filesFolder, inlineLimit, keepCiphertext: false },
  );
}

const bytesOf = (opened: OpenedSubmission, place: number): string => {
  const file = opened.attachments[place]?.file ?? null;
  return file === null ? 'none' : readFileSync(join(filesFolder, file)).toString('latin1');
};
const xmlOf = ({ xml }: OpenedSubmission): string => {
  if (xml === null) return 'none';
  return (
    xml.kind === 'bytes' ? Buffer.from(xml.bytes) : readFileSync(join(filesFolder, xml.path))
  ).toString();
};
const codesOf = (opened: OpenedSubmission): string[] => opened.problems.map(({ code }) => code);

const first = { name: 'p.jpg', bytes: jpeg('the first photo, a long one') };
const second = { name: 'p.jpg', bytes: jpeg('the second photo, a long one') };

/** The first file of a name rather than the last. */
const sendFirst = (media: readonly PlainFile[], shape: ManifestShape) => () => {
  const { files } = encryptSubmission(
    {
      formId: 'f',
      version: '1',
      instanceId: 'uuid:x',
      xml: XML,
      media: media.slice(0, 1),
      publicKey: key.publicKey,
      shape,
    },
    random(),
  );
  return files;
};

test.each([1 << 20, 16])(
  'without a signature, the file that came is kept at the place that it fits (in memory up to %i)',
  (inlineLimit) => {
    const last = open({ media: [first, second], inlineLimit });
    expect(last.attachments.map(({ state }) => state)).toEqual(['missing', 'present']);
    expect(bytesOf(last, 1)).toBe(second.bytes.toString('latin1'));
    expect(last.state).toBe('incomplete');
    expect(codesOf(last)).toContain('submission.listed_twice');
    expect(codesOf(last)).not.toContain('submission.attachment_missing');
    expect(last.ciphertext.length).toBe(2);
    expect(xmlOf(last)).toBe(XML);

    const sent = sendFirst([first], 'web-forms')();
    const early = open({
      media: [first, second],
      inlineLimit,
      send: (files) => new Map([...files, ['p.jpg.enc', sent.get('p.jpg.enc') ?? Buffer.alloc(0)]]),
    });
    expect(early.attachments.map(({ state }) => state)).toEqual(['present', 'missing']);
    expect(bytesOf(early, 0)).toBe(first.bytes.toString('latin1'));
  },
);

test('when nothing shows the right place, all copies are kept, and a problem says so', () => {
  const opened = open({
    media: [
      { name: 'x.bin', bytes: noise(1, 50) },
      { name: 'x.bin', bytes: noise(2, 50) },
    ],
  });
  expect(opened.attachments.map(({ state }) => state)).toEqual(['present', 'present']);
  expect(bytesOf(opened, 1)).toBe(noise(2, 50).toString('latin1'));
  expect(opened.state).toBe('incomplete');
  expect(codesOf(opened)).toContain('decrypt.listed_twice_unsure');
  expect(opened.ciphertext.length).toBe(2);
});

test('answers that are also listed as media are read with either IV', () => {
  const listing = (text: string): string =>
    text.replace('<meta', '<media><file>submission.xml.enc</file></media><meta');
  // The entry among the media used no IV.
  const not = open({ media: [first], manifest: listing });
  expect([xmlOf(not), not.records.length]).toEqual([XML, 1]);
  expect(codesOf(not)).toContain('submission.listed_twice');
  expect(not.attachments.map(({ state }) => state)).toEqual(['present', 'missing']);
  expect(bytesOf(not, 0)).toBe(first.bytes.toString('latin1'));
  // The entry used an IV, and the XML was encrypted again after it.
  const again = open({ media: [first, { name: 'submission.xml', bytes: Buffer.from('an older state') }] });
  expect([xmlOf(again), again.records.length]).toEqual([XML, 1]);
  expect(codesOf(again)).toContain('submission.listed_twice');
});

test('a signature proves a file that is listed twice', () => {
  const opened = open({ shape: 'collect', media: [first, first] });
  expect([opened.state, opened.signature, codesOf(opened)]).toEqual(['decrypted', 'valid', []]);
  expect([bytesOf(opened, 0), bytesOf(opened, 1)]).toEqual([0, 1].map(() => first.bytes.toString('latin1')));
});

test('a signature is not called wrong when one of its files never came', () => {
  const opened = open({ shape: 'collect', media: [first, second] });
  expect([opened.state, opened.signature]).toEqual(['incomplete', 'not-checkable']);
  expect(codesOf(opened)).toEqual(['submission.listed_twice']);
  expect(opened.attachments.map(({ state }) => state)).toEqual(['missing', 'present']);
  expect(opened.ciphertext.length).toBe(2);
});

test.each([' p.jpg', 'p .jpg', '  p.jpg', 'p.jpg '])(
  'a media name is signed with its spaces: "%s"',
  (name) => {
    const opened = open({ shape: 'collect', media: [{ name, bytes: first.bytes }] });
    expect([opened.state, opened.signature, codesOf(opened)]).toEqual(['decrypted', 'valid', []]);
    expect(opened.attachments[0]?.name).toBe(name);
  },
);

test('spaces and line breaks that a server put around a name are not part of the name', () => {
  for (const around of [' ', '\n    ']) {
    const manifest = (text: string): string =>
      text.replace('<file>p.jpg.enc<', `<file>${around}p.jpg.enc${around}<`);
    const opened = open({ shape: 'collect', media: [first], manifest });
    expect([opened.state, opened.signature, codesOf(opened)]).toEqual(['decrypted', 'valid', []]);
    expect(opened.attachments[0]?.name).toBe('p.jpg');
  }
});

test('Enketo’s IV overflow is repaired when a file is missing, because the answers show it', () => {
  const media = Array.from({ length: 30 }, (_, i) => ({
    name: `${i}.jpg`,
    bytes: jpeg(`photo number ${i}, long`),
  }));
  const send = (files: ReadonlyMap<string, Uint8Array>) =>
    new Map([...files].filter(([name]) => name !== '7.jpg.enc'));
  const opened = open({ shape: 'enketo', media, send, overflow: true });
  expect([opened.state, opened.signature, opened.repaired]).toEqual([
    'incomplete',
    'not-checkable',
    'iv-overflow',
  ]);
  expect(xmlOf(opened)).toBe(XML);
  expect(codesOf(opened)).toEqual(['submission.attachment_missing']);
  media.forEach(({ bytes }, place) => {
    expect(bytesOf(opened, place)).toBe(place === 7 ? 'none' : bytes.toString('latin1'));
  });
});
