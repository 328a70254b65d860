// Covers core/decrypt/cfb.ts, core/decrypt/iv-schedule.ts, core/decrypt/open-file.ts,
// core/decrypt/open-submission.ts.
import { createCipheriv } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { testKey } from '../../fixtures/test-keys.ts';
import { readWhole } from '../model/content.ts';
import { CfbDecryptor, unpaddedLength } from './cfb.ts';
import { ivSchedule } from './iv-schedule.ts';
import { openBytes } from './open-file.ts';
import { openSubmission } from './open-submission.ts';
import { isSameDigest, signatureDigest } from './signature.ts';
import { unwrap } from './unwrap.ts';

const filesFolder = mkdtempSync(join(tmpdir(), 'attache-vectors-'));
afterAll(() => rmSync(filesFolder, { recursive: true, force: true }));

const key = Buffer.from(Array.from({ length: 32 }, (_, i) => i));

/** `submission-format` §12. */
const vectors = [
  {
    instanceId: 'uuid:00000000-0000-4000-8000-000000000001',
    ivs: {
      1: '3d0acb4803fb1c838c5d7eb03592c2e4',
      2: '3d0bcb4803fb1c838c5d7eb03592c2e4',
      16: '3d0bcc4904fc1d848d5e7fb13693c3e5',
      17: '3e0bcc4904fc1d848d5e7fb13693c3e5',
      33: '3f0ccd4a05fd1e858e5f80b23794c4e6',
    },
    files: [
      [1, '', '42a0850da88a425df7c4e9c109a465eb'],
      [1, 'hello', '3ad5f971d7915946ecdff2da12bf7ef0'],
      [1, '0123456789abcdef', '6281a72e8caf647adfed98b37ad0109dff783960acb1baa85a64357fae72c605'],
      [2, '<data/>', 'd1d6e3e06efa26fb175cdea4bd2a6cf9'],
    ],
    signed: 'e02c16238ccbbc6244d11f3b671dc1cc',
    signedWithoutVersion: '3d04379c576100a183c5192545f78d95',
  },
  {
    instanceId: 'no-prefix-é',
    ivs: {
      1: '5302e9daca2c0472a5b2bc6317800495',
      2: '5303e9daca2c0472a5b2bc6317800495',
      16: '5303eadbcb2d0573a6b3bd6418810596',
      17: '5403eadbcb2d0573a6b3bd6418810596',
      33: '5504ebdccc2e0674a7b4be6519820697',
    },
    files: [
      [1, '', '4f5f3cdc59153a1799e073383bd5b8f7'],
      [1, 'hello', '372a40a0260e210c82fb682320cea3ec'],
      [1, '0123456789abcdef', '6f7e1eff7d301c30b1c9024a48a1cd81cf6cdddefc31bc77c4d079e3a0a1555b'],
      [2, '<data/>', '969846f4a46a9cb316a572f593ecfbe9'],
    ],
    signed: '455a5b62d9d48f635f979ae94a351825',
    signedWithoutVersion: 'a2c2641a41c1643cf635553050d92378',
  },
] as const;

describe.each(vectors)(
  'vectors for $instanceId',
  ({ instanceId, ivs, files, signed, signedWithoutVersion }) => {
    const schedule = ivSchedule(instanceId, key);

    test('IVs', () => {
      for (const [file, iv] of Object.entries(ivs)) expect(schedule(Number(file)).toString('hex')).toBe(iv);
    });

    test('files', () => {
      for (const [file, plain, ciphertext] of files) {
        const opened = openBytes(Buffer.from(ciphertext, 'hex'), key, schedule(file));
        expect(typeof opened === 'string' ? opened : readWhole(opened).toString()).toBe(plain);
      }
    });

    test('signature', () => {
      const facts = {
        formId: 'my_form',
        version: '2024010101',
        encryptedKey: 'QUJD',
        instanceId,
        media: [{ name: 'a.jpg', md5: '5d41402abc4b2a76b9719d911017c592' }],
        xmlMd5: '',
      };
      const md5 = (text: string) =>
        openBytes(encrypted(Buffer.from(text), key, schedule(1)), key, schedule(1));
      const xml = md5('<data/>');
      const withMd5 = { ...facts, xmlMd5: typeof xml === 'string' ? '' : xml.md5 };
      expect(signatureDigest(withMd5).toString('hex')).toBe(signed);
      expect(signatureDigest({ ...withMd5, version: null }).toString('hex')).toBe(signedWithoutVersion);
    });
  },
);

/** The runtime's own CFB, with the padding that every producer adds. */
function encrypted(plain: Uint8Array, aesKey: Uint8Array, iv: Uint8Array): Buffer {
  const pad = 16 - (plain.length % 16);
  const cipher = createCipheriv('aes-256-cfb', aesKey, iv);
  return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])), cipher.final()]);
}

test('ciphertext of the runtime’s CFB decrypts the same in pieces of any size', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  fc.assert(
    fc.property(
      bytes(32),
      bytes(16),
      fc.uint8Array({ maxLength: 700 }),
      fc.nat(40),
      (aesKey, iv, plain, cut) => {
        const ciphertext = encrypted(plain, aesKey, iv);
        const opened = openBytes(ciphertext, aesKey, iv);
        expect(typeof opened === 'string' ? opened : Buffer.from(readWhole(opened))).toEqual(
          Buffer.from(plain),
        );
        const at = Math.min(cut * 16, ciphertext.length);
        const cfb = new CfbDecryptor(aesKey, iv);
        const pieces = [ciphertext.subarray(0, at), ciphertext.subarray(at)].filter(
          (piece) => piece.length > 0,
        );
        const joined = Buffer.concat(pieces.map((piece) => cfb.update(piece)));
        expect(joined.subarray(0, unpaddedLength(joined, joined.length) ?? -1)).toEqual(Buffer.from(plain));
      },
    ),
    { numRuns: 300 },
  );
});

test('a signature of fewer than 16 bytes never matches', () => {
  const digest = Buffer.alloc(16, 7);
  expect(isSameDigest(digest, digest)).toBe(true);
  for (let length = 0; length < 16; length += 1)
    expect(isSameDigest(digest.subarray(0, length), digest)).toBe(false);
});

test('IVs continue after 255 files, and each file changes one byte', () => {
  const schedule = ivSchedule('uuid:x', key);
  for (let file = 2; file < 600; file += 1) {
    const [before, after] = [schedule(file - 1), schedule(file)];
    const changed = [...after].flatMap((byte, i) => (byte === before[i] ? [] : [i]));
    expect(changed).toEqual([(file - 1) % 16]);
    expect(after[(file - 1) % 16]).toBe(((before[(file - 1) % 16] ?? 0) + 1) & 0xff);
  }
});

const real = (name: string) => readFileSync(new URL(`../../fixtures/briefcase/${name}`, import.meta.url));

test.each([
  ['encrypted-form', [], '3cb8a67351b3d1081b29e1f27cf60313'],
  ['encrypted-form-media', ['1538040007350.jpg', '1538040019351.jpg'], 'b3fca46cffc01a358519ff9020d37d21'],
] as const)('the real Briefcase submission %s opens, signature valid', (form, media, md5) => {
  const files = ['submission.xml', ...media].map((name) => `${name}.enc`);
  const opened = openSubmission(
    {
      ref: { formId: '', locator: form, stamp: '' },
      xml: { kind: 'bytes', bytes: real(`${form}-submission.xml`) },
      parts: files.map((name) => ({ name, content: { kind: 'bytes', bytes: real(`${form}-${name}`) } })),
      facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
      problems: [],
    },
    {
      keys: [testKey(`briefcase/${form}-key.pem`)],
      forms: [],
      filesFolder: filesFolder,
      inlineLimit: 1 << 24,
      keepCiphertext: false,
    },
  );
  expect([opened.state, opened.signature, opened.xmlMd5]).toEqual(['decrypted', 'valid', md5]);
});

test('a session key that is wrapped with MGF1-SHA-1 is unwrapped (a real server has one)', () => {
  const rows = readFileSync(
    new URL('../../fixtures/recorded/central/server-data/p1-selfkey_visit.jsonl', import.meta.url),
    'utf8',
  );
  const row = rows.split('\n').find((line) => line.includes('"instanceId":"uuid:79c34d68')) ?? '';
  const wrapped = /base64EncryptedKey>([^<]+)</.exec((JSON.parse(row) as { xml: string }).xml)?.[1] ?? '';
  const key = testKey('recorded/central/keys/selfkey-A.private.pem');
  expect(unwrap(key, Buffer.from(wrapped, 'base64'))?.length).toBe(32);
  expect(
    unwrap(testKey('recorded/central/keys/selfkey-B.private.pem'), Buffer.from(wrapped, 'base64')),
  ).toBeNull();
});
