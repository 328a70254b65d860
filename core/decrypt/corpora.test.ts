// Covers core/decrypt/open-submission.ts.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { badCases, catalog, expectedXml, goodCases, submissionsOf } from '../../fixtures/corpora/corpora.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import { readWhole } from '../model/content.ts';
import { storedContent } from '../model/file-places.ts';
import type { UnlockedKey } from '../model/key.ts';
import type { OpenedSubmission } from '../model/opened.ts';
import { openSubmission } from './open-submission.ts';

const filesFolder = mkdtempSync(join(tmpdir(), 'attache-corpora-'));
afterAll(() => rmSync(filesFolder, { recursive: true, force: true }));

const keys = (['A', 'B', 'K3', 'K4'] as const).map(corpusKey);

interface Opened extends OpenedSubmission {
  readonly locator: string;
}

/** How the files of the submissions are read and written. In an encrypted workspace everything goes by file. */
const PLAIN = { fileKeys: null, inlineLimit: 1 << 20 };
const ENCRYPTED = { fileKeys: testWorkspaceKeys().files, inlineLimit: 1 };
let writing: typeof PLAIN | typeof ENCRYPTED = PLAIN;

function open(name: string, layout: 'briefcase' | 'flat', ring: readonly UnlockedKey[] = keys): Opened[] {
  const context = { keys: ring, forms: [], filesFolder, keepCiphertext: false, ...writing };
  return submissionsOf(name, layout).map((fetched) => ({
    ...openSubmission(fetched, context),
    locator: fetched.ref.locator,
  }));
}

function xmlOf(opened: OpenedSubmission): Buffer | null {
  if (opened.xml === null) return null;
  const { xml } = opened;
  return Buffer.from(readWhole(xml.kind === 'bytes' ? xml : stored(xml.path, xml.size)));
}

const stored = (file: string, size: number) => storedContent(filesFolder, file, size, writing.fileKeys);

function codes(opened: OpenedSubmission): string[] {
  return opened.problems.map(({ code }) => code);
}

function expectMedia(name: string, opened: OpenedSubmission): void {
  const row = catalog.find((entry) => entry.case === name && entry.instanceId === opened.instanceId);
  for (const { name: file, size, sha256 } of row?.media ?? []) {
    const attachment = opened.attachments.find((candidate) => candidate.name === file);
    const bytes = readWhole(stored(attachment?.file ?? '', size));
    expect([file, bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([
      file,
      size,
      sha256,
    ]);
  }
}

describe.each([
  ['briefcase', 'plain', PLAIN],
  ['flat', 'plain', PLAIN],
  ['flat', 'encrypted', ENCRYPTED],
] as const)('%s layout, %s files', (layout, kind, way) => {
  beforeAll(() => {
    rmSync(filesFolder, { recursive: true, force: true });
    writing = way;
  });

  afterAll(() => {
    const names = readdirSync(filesFolder, { recursive: true }).map((path) => basename(String(path)));
    expect(names.length).toBeGreaterThan(0);
    const isReadable = (name: string): boolean => !/^[0-9a-f]{2}$|^[0-9a-f]{32}$|^[0-9a-f]{64}$/.test(name);
    expect(names.some(isReadable)).toBe(kind === 'plain');
  });

  test.each(goodCases)('%s comes out byte for byte, signature valid', (name) => {
    const opened = open(name, layout);
    expect(opened.length).toBe(catalog.filter((row) => row.case === name).length);
    for (const submission of opened) {
      expect([submission.state, submission.signature, codes(submission)]).toEqual(['decrypted', 'valid', []]);
      expect(xmlOf(submission)).toEqual(expectedXml(name, submission.instanceId ?? ''));
      expectMedia(name, submission);
      expect(submission.repaired).toBe(name.startsWith('r01') ? 'iv-overflow' : null);
      expect(submission.ciphertext).toEqual([]);
    }
  });

  /** The verdict of the damaged submission: state, signature, problems. */
  const verdicts: Readonly<Record<string, readonly [string, string, readonly string[]]>> = {
    'b02a-tamper-byte-xml-parses': ['decrypted', 'mismatch', ['decrypt.signature_mismatch']],
    'b02b-tamper-first-block': [
      'failed',
      'mismatch',
      ['decrypt.answers_damaged', 'decrypt.signature_mismatch'],
    ],
    'b02c-tamper-last-byte': ['failed', 'mismatch', ['decrypt.padding']],
    'b02d-tamper-media-byte': ['decrypted', 'mismatch', ['decrypt.signature_mismatch']],
    'b02e-tamper-block-valid-text': ['decrypted', 'mismatch', ['decrypt.signature_mismatch']],
    'b03a-signature-wrong-digest': ['decrypted', 'mismatch', ['decrypt.signature_mismatch']],
    'b03b-signature-garbage': ['decrypted', 'mismatch', ['decrypt.signature_unreadable']],
    'b03c-signature-missing': ['decrypted', 'absent', ['decrypt.signature_absent']],
    'b03d-signature-short-digest': ['decrypted', 'mismatch', ['decrypt.signature_mismatch']],
    'b03e-signature-empty-digest': ['decrypted', 'mismatch', ['decrypt.signature_mismatch']],
    'b04-missing-media-file': ['incomplete', 'not-checkable', ['submission.attachment_missing']],
    'b05a-truncated-xml-mid-block': ['failed', 'mismatch', ['decrypt.length']],
    'b05b-truncated-xml-block-boundary': ['failed', 'mismatch', ['decrypt.padding']],
    'b05c-truncated-media': ['incomplete', 'mismatch', ['decrypt.padding']],
    'b05d-zero-byte-xml-enc': ['failed', 'mismatch', ['decrypt.length']],
    'b05e-zero-byte-media-enc': ['incomplete', 'mismatch', ['decrypt.length']],
    'b06a-missing-base64EncryptedKey': ['failed', 'not-checkable', ['submission.key_missing']],
    'b06b-empty-base64EncryptedKey': ['failed', 'not-checkable', ['submission.key_missing']],
    'b06c-short-key': ['failed', 'not-checkable', ['decrypt.session_key_length']],
    'b08-media-order-swapped': ['decrypted', 'valid', []],
    'b09-wrong-instanceID': ['failed', 'mismatch', ['decrypt.answers_damaged', 'decrypt.signature_mismatch']],
    'b10-missing-xml-enc': ['incomplete', 'not-checkable', ['submission.xml_enc_missing']],
    'b11-plaintext-in-encrypted-form': ['decrypted', 'absent', []],
    'b12-empty-manifest': ['failed', 'not-checkable', ['submission.empty']],
    'b13-media-name-path-traversal': ['incomplete', 'not-checkable', ['submission.unsafe_name']],
    'b14-xml-enc-name-path-traversal': ['failed', 'not-checkable', ['submission.unsafe_name']],
    'b16-decrypted-xml-doctype-entities': ['failed', 'valid', ['decrypt.answers_hostile']],
  };

  test.each(Object.keys(verdicts))('%s gets its verdict, the others come out whole', (name) => {
    const opened = open(name, layout);
    const isWhole = (s: Opened): boolean =>
      s.state === 'decrypted' && s.signature === 'valid' && s.repaired === null;
    const [damaged, ...more] = opened.filter((submission) => !isWhole(submission));
    expect(more).toEqual([]);
    expect([damaged?.state, damaged?.signature, damaged === undefined ? [] : codes(damaged)]).toEqual(
      verdicts[name],
    );
    for (const submission of opened.filter(isWhole)) {
      expect(xmlOf(submission)).toEqual(expectedXml(name, submission.instanceId ?? ''));
      expectMedia(name, submission);
    }
    // The ciphertext is kept until the submission is whole and proved.
    const arrived =
      submissionsOf(name, layout).find(({ ref }) => ref.locator === damaged?.locator)?.parts ?? [];
    if (damaged?.encrypted === true && damaged.signature !== 'valid') {
      expect(damaged.ciphertext.map((part) => part.name)).toEqual(arrived.map((part) => part.name));
    }
  });

  test('swapped media are put in their true order, and the result says so', () => {
    const mended = open('b08-media-order-swapped', layout).filter(({ repaired }) => repaired !== null);
    expect(mended.map(({ repaired, signature }) => [repaired, signature])).toEqual([
      ['media-order', 'valid'],
    ]);
    for (const submission of mended) expectMedia('b08-media-order-swapped', submission);
  });

  test('a key that does not fit decrypts nothing and writes nothing', () => {
    const before = readdirSync(filesFolder).length;
    for (const submission of open('b01-wrong-key', layout, [corpusKey('Z')])) {
      expect([submission.state, submission.xml, codes(submission)]).toEqual([
        'sealed',
        null,
        ['key.none_fits'],
      ]);
      expect(submission.ciphertext.map(({ name }) => name)).toEqual(['submission.xml.enc']);
    }
    expect(readdirSync(filesFolder).length).toBe(before);
  });

  test('a submission that comes twice has one content ID, and other content has another', () => {
    const same = open('b07a-duplicate-same', layout).map(({ contentId }) => contentId);
    expect(new Set(same).size).toBe(same.length - 1);
    const different = open('b07b-duplicate-different', layout);
    expect(new Set(different.map(({ instanceId }) => instanceId)).size).toBe(1);
    expect(new Set(different.map(({ contentId }) => contentId)).size).toBe(different.length);
  });
});

test('a submission has the same content ID in both layouts', () => {
  for (const name of goodCases) {
    const ids = (layout: 'briefcase' | 'flat') =>
      open(name, layout)
        .map(({ contentId }) => contentId)
        .sort();
    expect(ids('flat')).toEqual(ids('briefcase'));
  }
});

test('this file names every bad case', () => {
  const covered = [
    'b01-wrong-key',
    'b07a-duplicate-same',
    'b07b-duplicate-different',
    'b15-answer-path-traversal',
    'b17-csv-formula',
  ];
  expect(badCases.filter((name) => !covered.includes(name)).length).toBe(27);
});

test('hostile answers and formulas are read like any other answers', () => {
  for (const name of ['b15-answer-path-traversal', 'b17-csv-formula']) {
    for (const submission of open(name, 'briefcase')) {
      expect([submission.state, submission.signature]).toEqual(['decrypted', 'valid']);
      expect(xmlOf(submission)).toEqual(expectedXml(name, submission.instanceId ?? ''));
    }
  }
});
