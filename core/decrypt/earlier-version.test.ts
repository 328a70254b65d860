import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encryptSubmission } from '../../fixtures/encrypt/encrypt-submission.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import type { EarlierManifest } from '../model/fetched.ts';
import type { OpenedSubmission } from '../model/opened.ts';
import { openSubmission } from './open-submission.ts';

const filesFolder = mkdtempSync(join(tmpdir(), 'attache-earlier-'));
afterAll(() => rmSync(filesFolder, { recursive: true, force: true }));

const key = corpusKey('A');
const random = (count: number) => randomBytes(count).toString('latin1');

function encrypt(instanceId: string, photo: string) {
  const xml = `<data id="f"><note>${instanceId}, and long enough</note></data>`;
  const media = [{ name: 'p.jpg', bytes: Buffer.from(`ffd8ffe0 ${photo}`.repeat(9)) }];
  const request = { formId: 'f', version: '1', instanceId, xml, media, shape: 'collect' } as const;
  return encryptSubmission({ ...request, publicKey: key.publicKey }, random);
}

const before = encrypt('uuid:before', 'old');
const after = encrypt('uuid:after', 'new');
const other = encrypt('uuid:other', 'none');
const replaced = (
  { manifest }: { readonly manifest: string },
  replacedAt: string | null,
): EarlierManifest => ({
  xml: Buffer.from(manifest),
  replacedAt,
});

type Files = readonly (readonly [name: string, of: { readonly files: ReadonlyMap<string, Uint8Array> }])[];

function open(files: Files, earlier: readonly EarlierManifest[], keys = [key]): OpenedSubmission {
  return openSubmission(
    {
      ref: { formId: 'f', locator: 'uuid:after', stamp: '' },
      xml: { kind: 'bytes', bytes: Buffer.from(after.manifest) },
      parts: files.map(([name, { files: of }]) => ({
        name,
        content: { kind: 'bytes', bytes: of.get(name) ?? new Uint8Array() },
      })),
      facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
      problems: [],
      earlier,
    },
    { keys, forms: [], filesFolder, inlineLimit: 1 << 20, keepCiphertext: false },
  );
}

const XML = 'submission.xml.enc';
const PHOTO = 'p.jpg.enc';
const codes = ({ problems }: OpenedSubmission): string[] => problems.map(({ code }) => code);

test('files of an earlier version are decrypted as that version, and nothing is called damaged', () => {
  const files: Files = [
    [XML, before],
    [PHOTO, before],
  ];
  // The newest of several earlier versions fits.
  const opened = open(files, [
    replaced(other, '2026-03-04T00:00:00Z'),
    replaced(before, '2026-01-02T03:04:05Z'),
  ]);
  expect([opened.state, codes(opened)]).toEqual(['failed', ['submission.edit_not_kept']]);
  expect(opened.problems[0]?.params).toEqual({ date: '2026-01-02' });
  const { earlierVersion } = opened;
  expect([earlierVersion?.instanceId, earlierVersion?.state, earlierVersion?.signature]).toEqual([
    'uuid:before',
    'decrypted',
    'valid',
  ]);
  expect(earlierVersion?.attachments.map(({ state }) => state)).toEqual(['present']);
});

test('a photo from before the edit gets a problem that says so', () => {
  const files: Files = [
    [XML, after],
    [XML, before],
    [PHOTO, before],
  ];
  const opened = open(files, [replaced(before, null)]);
  expect([opened.state, codes(opened)]).toEqual(['incomplete', ['submission.attachment_before_edit']]);
  expect(opened.attachments.map(({ state }) => state)).toEqual(['missing']);
  expect(opened.problems[0]).toMatchObject({ file: PHOTO, params: { file: PHOTO, date: '?' } });
  expect(opened.earlierVersion?.instanceId).toBe('uuid:before');
});

test('files that no earlier manifest decrypts are damaged, and nothing is left on disk', () => {
  const files: Files = [
    [XML, other],
    [PHOTO, before],
  ];
  const opened = open(files, [replaced(before, null)]);
  expect(codes(opened)).toContain('decrypt.padding');
  expect(opened.earlierVersion).toBeUndefined();
  const kept = readdirSync(filesFolder, { recursive: true }).filter((name) => String(name).endsWith('p.jpg'));
  // The file of the test above.
  expect(kept.length).toBeLessThan(2);
});

test('a whole submission uses no earlier version; one that waits for a key keeps them', () => {
  const files: Files = [
    [XML, after],
    [PHOTO, after],
  ];
  const earlier = [replaced(before, null)];
  const opened = open(files, earlier);
  expect([opened.signature, opened.earlierVersion]).toEqual(['valid', undefined]);
  const sealed = open(files, earlier, []);
  expect([sealed.state, sealed.earlierManifests]).toEqual(['sealed', earlier]);
});
