// Covers core/source/http/json.ts, core/source/ona/documents.ts, core/source/ona/list.ts.
import { expect, test } from 'vitest';
import type { Fault } from '../../../fixtures/servers/faults.ts';
import { readRecordedOna } from '../../../fixtures/servers/ona-data.ts';
import { type OnaServer, startOnaServer } from '../../../fixtures/servers/ona-server.ts';
import { type Manifest, readManifest } from '../../envelope/manifest.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import { parseXml } from '../../ground/xml/xml.ts';
import { HttpClient } from '../http/http.ts';
import { earlierManifests, editedManifest } from './history.ts';

const data = readRecordedOna();
const { signal } = new AbortController();

async function read(
  history: readonly Record<string, unknown>[],
  current: Manifest,
  id = 3617,
  faults: readonly Fault[] = [],
) {
  const submissions = data.submissions.map((one) => (one.id === 3617 ? { ...one, history } : one));
  const server: OnaServer = await startOnaServer({ data: { ...data, submissions }, faults });
  const base = new URL('/', server.origin);
  const login = { kind: 'token', token: new Secret(data.accounts[0]?.token ?? '') } as const;
  const http = new HttpClient({
    login,
    base,
    proofs: [],
    isProved: true,
    clock: systemClock,
    retry: { attempts: 1, firstDelay: 1 },
    caFile: server.caFile,
  });
  try {
    return await earlierManifests(http, new URL(`api/v1/data/72/${id}/history`, base), current, signal);
  } finally {
    await http.close();
    await server.close();
  }
}

const edited = data.submissions.find(({ id }) => id === 3617);
const xml = Buffer.from(edited?.xml ?? '');
const current = editedManifest(xml, false);
if (current === null || edited === undefined) throw new Error('the recorded edit names what it replaces');

test('a manifest is made of its answers in JSON', async () => {
  const [earlier] = await read(edited.history, current);
  expect(earlier?.replacedAt).toBe('2026-11-29T19:30:08.478779+00:00');
  const manifest = readManifest(parseXml(earlier?.xml ?? new Uint8Array()));
  const [row] = edited.history;
  expect(manifest).toMatchObject({
    formId: 'edits',
    version: '1',
    instanceId: 'uuid:7a542610-7722-4f0b-8dbe-01dfae81b1bf',
    encryptedKey: row?.base64EncryptedKey,
    signature: row?.base64EncryptedElementSignature,
    media: ['200000000.jpg.enc'],
    xmlFile: 'submission.xml.enc',
  });
});

test.each([
  { kind: 'status', status: 500 },
  { kind: 'status', status: 204 },
  { kind: 'body', text: '{"detail":"no list"}' },
] as const)('what is no history takes nothing from the submission: $kind $status', async (fault) => {
  expect(await read(edited.history, current, 3617, [{ ...fault, at: /history/ }])).toEqual([]);
});

test.each([
  [
    'one element a file',
    { media: [{ 'media/file': 'a&b.enc' }, { 'media/file': 'c.enc' }] },
    ['a&b.enc', 'c.enc'],
  ],
  ['one element for all', { media: [{ 'media/file': ['a.enc', 'b.enc'] }] }, ['a.enc', 'b.enc']],
  ['a single file', { 'media/file': 'a.enc' }, ['a.enc']],
  ['a list of one group', { 'media/file': [{ 'media/file': 'a.enc' }, 'b.enc'] }, ['a.enc', 'b.enc']],
  ['none', {}, []],
])('media of %s', async (_, media, names) => {
  const { media: __, ...row } = edited.history[0] ?? {};
  const { 'orx:meta/orx:instanceID': id, ...bare } = row;
  const enketo = { ...bare, 'meta/instanceID': id, _version: null, ...media };
  const [earlier] = await read([enketo], current);
  const manifest = readManifest(parseXml(earlier?.xml ?? new Uint8Array()));
  expect([manifest?.media, manifest?.instanceId, manifest?.version]).toEqual([names, id, '1']);
});

test('what was plain before, and what has no history, gives none', async () => {
  expect(await read([{ name: 'plain', _submission_time: '2026-01-01' }], current)).toEqual([]);
  expect(await read([], current, 999_999)).toEqual([]);
});

test('a row that is none, or hostile, takes nothing from the others', async () => {
  const [right = {}] = edited.history;
  let deep: unknown = 'a.enc';
  for (let i = 0; i < 4000; i += 1) deep = [deep];
  const odd: unknown[] = [
    null,
    1,
    'x',
    [],
    {},
    { ...right, base64EncryptedKey: 1 },
    { ...right, media: deep },
  ];
  const found = await read([...odd, right] as Record<string, unknown>[], current);
  const media = found.map((one) => readManifest(parseXml(one.xml))?.media);
  expect(media).toEqual([[], ['200000000.jpg.enc']]);
});

test('only a manifest that was edited has one before it', () => {
  const other = data.submissions.find(({ tag }) => tag === 'visit0')?.xml ?? '';
  expect(editedManifest(Buffer.from(other), false)).toBeNull();
  expect(editedManifest(Buffer.from(other), true)).not.toBeNull();
  expect(editedManifest(Buffer.from('<data id="edits"/>'), true)).toBeNull();
  expect(editedManifest(Buffer.from('no xml'), true)).toBeNull();
});
