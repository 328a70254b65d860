// Covers core/source/http/decode.ts.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { FaultKind } from '../../../fixtures/servers/faults.ts';
import { startOpenRosaServer } from '../../../fixtures/servers/openrosa-server.ts';
import { tinyData } from '../../../fixtures/servers/tiny-data.ts';
import { testWorkspaceKeys } from '../../../fixtures/workspace-keys.ts';
import { systemClock } from '../../ground/clock.ts';
import { bytesOf } from '../../testing/reading.ts';
import { openRosaSource } from '../openrosa/openrosa.ts';

/* A file that comes compressed although it was asked for as it is. */

const { signal } = new AbortController();
const root = mkdtempSync(join(tmpdir(), 'attache-compressed-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

const data = tinyData(1, 90_000);
const photo = Buffer.from((data.submissions('household')[0]?.files.get('photo.jpg.enc') as Uint8Array) ?? []);
const packed = gzipSync(photo);
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const compressed = { kind: 'compressed', ways: ['gzip'] } as const;

test.each<[string, FaultKind, string | null, Buffer | null]>([
  ['on the way: the MD5 is that of the file', compressed, md5(photo), photo],
  ['where it is stored: the MD5 is that of what is stored', compressed, md5(packed), packed],
  ['without an MD5', compressed, null, photo],
  ['without a word of it', { ...compressed, called: null }, md5(photo), photo],
  ['without a word of it, and stored so', { ...compressed, called: null }, md5(packed), packed],
  ['without a word of it or an MD5: nobody can tell', { ...compressed, called: null }, null, packed],
  ['in word only', { ...compressed, ways: [], called: 'gzip' }, md5(photo), photo],
  ['in word only, without an MD5', { ...compressed, ways: [], called: 'gzip' }, null, photo],
  ['several times', { ...compressed, ways: ['br', 'deflate', 'gzip'] }, md5(photo), photo],
  ['and is another file', compressed, md5(Buffer.from('another')), null],
  [
    'and begins so only by chance',
    { kind: 'edit', edit: (body) => Buffer.concat([packed.subarray(0, 12), body]) },
    md5(photo),
    null,
  ],
])('%s', async (_what, fault, wanted, kept) => {
  const server = await startOpenRosaServer({
    data,
    faults: [{ ...fault, at: /photo/ }],
    editFiles: (files) =>
      files.map((file) => (file.name === 'photo.jpg.enc' ? { ...file, md5: wanted } : file)),
  });
  closing.push(server);
  const source = openRosaSource({
    url: server.url,
    login: { kind: 'none' },
    clock: systemClock,
    caFile: server.caFile,
  });
  closing.push(source);
  const form = (await source.listForms(signal)).find(({ formId }) => formId === 'household');
  if (form === undefined) throw new Error('no such form');
  for await (const { refs } of source.listSubmissions(form, null, signal)) {
    const { content: secret } = testWorkspaceKeys().files;
    // In memory, and on the disk: as it is, and encrypted.
    for (const [inlineLimit, key] of [
      [1_000_000, null],
      [1000, null],
      [1000, secret],
    ] as const) {
      const folder = mkdtempSync(join(root, 'staging-'));
      const staging = { inlineLimit, key, pathFor: (_: unknown, name: string) => join(folder, name) };
      const [ref] = refs;
      if (ref === undefined) throw new Error('nothing listed');
      const { parts, problems } = await source.fetchSubmission(ref, form, staging, signal);
      const content = parts.find(({ name }) => name === 'photo.jpg.enc')?.content ?? null;
      expect(problems.map(({ code }) => code)).toEqual(kept === null ? ['source.part_damaged'] : []);
      expect(content === null ? null : md5(bytesOf(content) ?? Buffer.alloc(0))).toBe(
        kept === null ? null : md5(kept),
      );
      expect(content?.kind).toBe(kept === null ? undefined : inlineLimit === 1000 ? 'file' : 'bytes');
      expect(readdirSync(folder)).toEqual(inlineLimit === 1000 && kept !== null ? ['photo.jpg.enc'] : []);
    }
  }
});

test('documents that are compressed without a word of it are read', async () => {
  const server = await startOpenRosaServer({ data, faults: [{ ...compressed, called: null, at: /./ }] });
  closing.push(server);
  const source = openRosaSource({
    url: server.url,
    login: { kind: 'none' },
    clock: systemClock,
    caFile: server.caFile,
  });
  closing.push(source);
  const [form] = await source.listForms(signal);
  if (form === undefined) throw new Error('no form');
  const [definition] = await source.fetchForm(form, () => false, signal);
  expect(Buffer.from(definition?.bytes ?? []).toString()).toBe(data.forms[0]?.xml);
});
