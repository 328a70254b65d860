// Covers core/data/row-order.ts.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encryptSubmission } from '../../fixtures/encrypt/encrypt-submission.ts';
import type { KoboData, KoboRecord } from '../../fixtures/servers/kobo-data.ts';
import { readRecordedKobo, recordedKobo } from '../../fixtures/servers/kobo-recorded.ts';
import { type KoboServerOptions, startKoboServer } from '../../fixtures/servers/kobo-server.ts';
import { storedBytes, testWorkspace } from '../../fixtures/switched-workspace.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { systemClock } from '../ground/clock.ts';
import { Secret } from '../ground/secret.ts';
import { koboSource } from '../source/kobo/kobo.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { openWaiting } from './open-waiting.ts';
import { runLine } from './run.ts';

/* The whole line from a Kobo that answers as a recorded one did, with what was encrypted there, by either interface. */
const root = mkdtempSync(join(tmpdir(), 'attache-kobo-recorded-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const keys = ['A', 'B'].map((name) => testKey(`recorded/kobo/keys/${name}.private.TEST.pem`));
const user = { name: 'rita', password: 'TEST-password' };

/** Of the recorded forms, by the names of their files. */
const FORMS = {
  'visit-a': 'a2Jwa9eDWvoWTt86QpkCJP',
  'key-only': 'aPodrxT8EfVB7xBnCMs3yd',
  archived: 'a65HZqdPCAMj2YAqHYfH8D',
} as const;

interface Plaintext {
  readonly tag: string;
  readonly instanceId: string;
  readonly xml: string;
  readonly media: readonly { readonly name: string; readonly b64: string }[];
  readonly missing?: readonly string[];
  readonly onServer?: string;
  readonly signed: boolean;
}

const plaintextOf = (form: string): readonly Plaintext[] =>
  readFileSync(join(recordedKobo, 'plaintext', `${form}.jsonl`), 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Plaintext]));

async function pull(
  data: KoboData,
  options: Partial<KoboServerOptions> & { readonly into?: Workspace; readonly isKeyLate?: boolean } = {},
) {
  const server = await startKoboServer({ data, users: [user], ...options });
  const workspace = options.into ?? testWorkspace(mkdtempSync(join(root, 'workspace-')));
  const source = koboSource({
    url: server.url,
    login: { kind: 'password', user: user.name, password: new Secret(user.password) },
    clock: systemClock,
    caFile: server.caFile,
    retry: { attempts: 2, firstDelay: 1 },
  });
  const formIds = options.age === 'briefcase' ? [FORMS['visit-a'], FORMS['key-only']] : Object.values(FORMS);
  const available = options.isKeyLate === true ? [] : keys;
  await runLine({ ...plainRun(), workspace, source, sourceName: 'kobo', keys: available, formIds });
  await source.close();
  await server.close();
  if (options.isKeyLate === true) {
    const how = { formId: null, keepCiphertext: false, clock: systemClock, onProgress: () => {} };
    await openWaiting({ ...how, workspace, keys, signal: new AbortController().signal });
  }
  return workspace;
}

const storedIn = (workspace: Workspace) =>
  rowsIn<{ id: number; instance: string; signature: string; isRow: number; xml: Uint8Array | null }>(
    workspace,
    `SELECT id, instance_id AS instance, signature, row_id IS NULL AS isRow, xml FROM submission ORDER BY id`,
  );

const filesIn = (workspace: Workspace, id: number) =>
  rowsIn<{ name: string; file: string | null }>(
    workspace,
    `SELECT name, file FROM attachment WHERE submission_id = ${id} ORDER BY position`,
  ).map(({ name, file }) => [name, file === null ? null : storedBytes(workspace, file).toString('base64')]);

test.each([
  ['its JSON interface', undefined, false, ['visit-a', 'key-only', 'archived']],
  ['its JSON interface, when the key comes later', undefined, true, ['visit-a', 'key-only', 'archived']],
  ['the Briefcase endpoints', 'briefcase', false, ['visit-a', 'key-only']],
  ['the Briefcase endpoints, when the key comes later', 'briefcase', true, ['visit-a', 'key-only']],
] as const)('every plaintext comes out as it went in, by %s', async (_, age, isKeyLate, forms) => {
  const workspace = await pull(readRecordedKobo(), { isKeyLate, ...(age === undefined ? {} : { age }) });
  const stored = storedIn(workspace);
  let compared = 0;
  for (const plain of forms.flatMap(plaintextOf)) {
    if (plain.onServer !== undefined && plain.onServer !== 'yes') continue;
    const one = stored.find(({ instance }) => instance === plain.instanceId);
    const { missing = [] } = plain;
    const isHere = (file: string) =>
      !missing.includes(file) && !(plain.tag.startsWith('r14') && file === 'v1.jpg.enc');
    const text = one?.xml == null ? null : Buffer.from(one.xml).toString();
    expect([plain.tag, text]).toEqual([plain.tag, isHere('submission.xml.enc') ? plain.xml : null]);
    const media = plain.media.map(({ name, b64 }) => [name, isHere(`${name}.enc`) ? b64 : null]);
    expect([plain.tag, one && filesIn(workspace, one.id)]).toEqual([plain.tag, media]);
    const isProved = plain.signed && missing.length === 0 && !plain.tag.startsWith('r14');
    if (isProved) expect([plain.tag, one?.signature]).toEqual([plain.tag, 'valid']);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(18);
  workspace.close();
});

/** A server whose edited submission is as `change` makes it. */
function changed(change: (edited: KoboRecord) => KoboRecord): KoboData {
  const recorded = readRecordedKobo();
  const form = recorded.forms.find((one) => one.uid === FORMS['visit-a']);
  const known = recorded.records(FORMS['visit-a']).byId(EDITED);
  if (form === undefined || known === undefined) throw new Error('not recorded');
  const edited = change(known);
  return {
    ...recorded,
    records: (uid) => {
      const all = recorded.records(uid);
      const made = (one: KoboRecord | undefined) => (one?.id === EDITED ? edited : one);
      return {
        ids: all.ids,
        byId: (id) => made(all.byId(id)),
        byUuid: (uuid) => (edited.uuid === uuid ? edited : made(all.byUuid(uuid))),
      };
    },
    file: (uid) => {
      const file = edited.files.find((one) => one.uid === uid);
      return file === undefined ? recorded.file(uid) : { form, record: edited, file };
    },
  };
}

/** The number of the submission that was edited; the server had its first version encrypted for the same key. */
const EDITED = 3320;
const FIRST = 'uuid:e8d79f49-af6d-414c-8a6f-188a424e617b';
const SECOND = 'uuid:0fefa5bf-6860-49cb-a7e0-cad56994ef90';

function beforeEdit(edited: KoboRecord): KoboRecord {
  const plain = plaintextOf('visit-a').find(({ instanceId }) => instanceId === FIRST);
  if (plain === undefined) throw new Error('not recorded');
  const { manifest, files } = encryptSubmission(
    {
      formId: FORMS['visit-a'],
      version: '1 (2026-11-29 19:38:01)',
      instanceId: FIRST,
      xml: plain.xml,
      media: plain.media.map(({ name, b64 }) => ({ name, bytes: Buffer.from(b64, 'base64') })),
      publicKey: readFileSync(join(recordedKobo, 'keys', 'A.public.txt'), 'utf8').trim(),
      shape: 'collect',
    },
    (count) => randomBytes(count).toString('binary'),
  );
  const uuid = FIRST.replace('uuid:', '');
  const attached = [...files].map(([name, content], i) => ({
    ...{ uid: `attFirst${i}`, name, stored: name, content },
    isDeleted: false,
  }));
  return { ...edited, uuid, firstUuid: uuid, xml: manifest.replace(/^<\?xml[^>]*>\s*/, ''), files: attached };
}

const asItIs = (edited: KoboRecord): KoboRecord => edited;
/** The server does not say which was the first version, and the manifest not which it replaces. */
const untold = (edited: KoboRecord): KoboRecord => ({
  ...edited,
  firstUuid: edited.uuid,
  xml: edited.xml.replace(/<orx:deprecatedID>.*?<\/orx:deprecatedID>/, ''),
});

test.each([
  ['what the server and the manifest say', undefined, asItIs],
  ['its number alone', undefined, untold],
  ['the manifest alone', 'briefcase', asItIs],
] as const)('an encrypted edit is known as such by %s', async (_, age, edit) => {
  const options = age === undefined ? {} : { age };
  const workspace = await pull(changed(beforeEdit), options);
  await pull(changed(edit), { ...options, into: workspace });
  const versions = storedIn(workspace).filter(({ instance }) => [FIRST, SECOND].includes(instance));
  expect(versions.map(({ instance, isRow }) => [instance, isRow])).toEqual([
    [FIRST, 0],
    [SECOND, 1],
  ]);
  for (const { instance, xml } of versions) {
    const plain = plaintextOf('visit-a').find(({ instanceId }) => instanceId === instance);
    expect(xml === null ? null : Buffer.from(xml).toString()).toBe(plain?.xml);
  }
  workspace.close();
});
